#include "check/implies.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sig::check {
namespace {

using Kind = Condition::Kind;

bool same_value(const Test& left, const Test& right) {
  return left.op == right.op && left.ignore_case == right.ignore_case &&
         left.values == right.values && left.networks == right.networks &&
         left.number == right.number && left.wanted == right.wanted;
}

/// The text in the case in which the weaker test compares.
std::string compared(const std::string& text, const Test& weaker) {
  return weaker.ignore_case ? to_lower_ascii(text) : text;
}

/// A value that passes `left` holds, starts with, ends with or is this text; does that pass
/// `right`?
bool text_implies(Operator how, const std::string& text, const Test& right) {
  const std::string have = compared(text, right);
  const auto passes = [&](const std::string& value) {
    const std::string want = compared(value, right);
    const bool whole = how == Operator::Equals || how == Operator::OneOf;
    switch (right.op) {
      case Operator::Contains:
        return have.find(want) != std::string::npos;
      case Operator::StartsWith:
        return (whole || how == Operator::StartsWith) && have.starts_with(want);
      case Operator::EndsWith:
        return (whole || how == Operator::EndsWith) && have.ends_with(want);
      case Operator::Equals:
      case Operator::OneOf:
        return whole && have == want;
      default:
        return false;
    }
  };
  return std::any_of(right.values.begin(), right.values.end(), passes);
}

bool is_text_test(const Test& test) {
  return test.op != Operator::Regex && !test.values.empty();
}

bool test_implies(const Test& left, const Test& right) {
  if (left.field != right.field) return false;
  const bool asks_presence = right.op == Operator::Exists && right.wanted;
  if (asks_presence && !(left.op == Operator::Exists && !left.wanted)) return true;
  if (left.decode != right.decode) return false;
  if (same_value(left, right)) return true;
  if (left.op == Operator::In && right.op == Operator::In) {
    return std::includes(
        right.networks.begin(), right.networks.end(), left.networks.begin(), left.networks.end());
  }
  if (left.op == right.op && left.op == Operator::LessThan) return left.number <= right.number;
  if (left.op == right.op && left.op == Operator::GreaterThan) return left.number >= right.number;
  if (!is_text_test(left) || !is_text_test(right)) return false;
  if (left.ignore_case && !right.ignore_case) return false;
  return std::all_of(left.values.begin(), left.values.end(), [&](const std::string& text) {
    return text_implies(left.op, text, right);
  });
}

bool same_structure(const Condition& left, const Condition& right) {
  if (left.kind != right.kind || left.children.size() != right.children.size()) return false;
  if (left.kind == Kind::Test) {
    return left.test.field == right.test.field && left.test.decode == right.test.decode &&
           same_value(left.test, right.test);
  }
  return std::equal(
      left.children.begin(), left.children.end(), right.children.begin(), same_structure);
}

void append(const Condition& condition, std::string& out) {
  out += fmt::format("({}", static_cast<int>(condition.kind));
  if (condition.kind == Kind::Test) {
    const Test& test = condition.test;
    out += fmt::format(
        " {} {}:{}", static_cast<int>(test.field.id), test.field.name.size(), test.field.name);
    for (const Decode decode : test.decode)
      out += fmt::format(" d{}", static_cast<int>(decode));
    out += fmt::format(
        " o{} i{} n{} w{}", static_cast<int>(test.op), test.ignore_case, test.number, test.wanted);
    for (const std::string& value : test.values)
      out += fmt::format(" {}:{}", value.size(), value);
    for (const Cidr& network : test.networks)
      out += fmt::format(" {}/{}", network.network.text(), network.prefix);
  }
  for (const Condition& child : condition.children)
    append(child, out);
  out += ")";
}

}  // namespace

bool implies(const Condition& left, const Condition& right) {
  const auto each = [](const std::vector<Condition>& conditions, auto&& question) {
    return std::all_of(conditions.begin(), conditions.end(), question);
  };
  const auto some = [](const std::vector<Condition>& conditions, auto&& question) {
    return std::any_of(conditions.begin(), conditions.end(), question);
  };
  const auto left_implies = [&](const Condition& child) { return implies(left, child); };
  const auto implies_right = [&](const Condition& child) { return implies(child, right); };

  if (left.kind == Kind::Test && right.kind == Kind::Test) {
    return test_implies(left.test, right.test);
  }
  if (left.kind == Kind::Any) return each(left.children, implies_right);
  if (right.kind == Kind::All) return each(right.children, left_implies);
  if (left.kind == Kind::All && some(left.children, implies_right)) return true;
  if (right.kind == Kind::Any) return some(right.children, left_implies);
  if (left.kind == Kind::None && right.kind == Kind::None) {
    // Nothing of left holds; so nothing of right does when each of right implies one of left.
    return each(right.children, [&](const Condition& child) {
      return some(left.children, [&](const Condition& other) { return implies(child, other); });
    });
  }
  return same_structure(left, right);
}

std::string canonical_text(const Condition& condition) {
  std::string out;
  append(condition, out);
  return out;
}

}  // namespace sig::check
