#include "compile/alternatives.h"

namespace sig::compile {
namespace {

constexpr size_t most_literals = 200;
using Ways = std::optional<std::vector<Alternative>>;

/// Each way of `left` together with each of `right`.
Ways both(const std::vector<Alternative>& left,
          const std::vector<Alternative>& right,
          size_t most) {
  if (left.size() * right.size() > most) return std::nullopt;
  std::vector<Alternative> out;
  for (const Alternative& a : left) {
    for (const Alternative& b : right) {
      if (a.size() + b.size() > most_literals) return std::nullopt;
      Alternative joined = a;
      joined.insert(joined.end(), b.begin(), b.end());
      out.push_back(std::move(joined));
    }
  }
  return out;
}

/// Conditions nest at most 12 levels.
Ways ways(const Condition& condition, bool is_negated, size_t most) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::Test) {
    return std::vector<Alternative>{{{&condition.test, is_negated, Literal::Part::Whole}}};
  }
  const bool flips = condition.kind == Kind::None;
  const bool is_conjunction = (condition.kind != Kind::Any) != is_negated;
  std::vector<Alternative> out;
  if (is_conjunction) out.push_back({});
  for (const Condition& child : condition.children) {
    Ways found = ways(child, is_negated != flips, most);
    if (!found) return std::nullopt;
    if (is_conjunction) {
      found = both(out, *found, most);
      if (!found) return std::nullopt;
      out = std::move(*found);
    } else {
      if (out.size() + found->size() > most) return std::nullopt;
      for (Alternative& way : *found)
        out.push_back(std::move(way));
    }
  }
  return out;
}

}  // namespace

std::optional<std::vector<Alternative>> alternatives_of(const Condition& condition, size_t most) {
  return ways(condition, false, most);
}

}  // namespace sig::compile
