#include "match/reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "match/decode.h"
#include "match/event_values.h"
#include "match/pcre.h"
#include "match/text_test.h"
#include "match/truth.h"
#include "match/values.h"
#include "model/names.h"

namespace sig::match {
namespace {

std::string operand_text(const Test& test) {
  switch (test.op) {
    case Operator::Exists:
      return test.wanted ? "true" : "false";
    case Operator::LessThan:
    case Operator::GreaterThan:
      return std::to_string(test.number);
    case Operator::In: {
      std::vector<std::string> texts;
      for (const Cidr& cidr : test.networks) {
        const int prefix = cidr.network.is_v4() ? cidr.prefix - 96 : cidr.prefix;
        texts.push_back(fmt::format("{}/{}", cidr.network.text(), prefix));
      }
      return join(texts, ", ");
    }
    default:
      return join(test.values, ", ");
  }
}

bool is_in(const Test& test, const Event& event) {
  const auto address = address_of(test.field.id, event);
  return address && std::any_of(test.networks.begin(), test.networks.end(), [&](const Cidr& cidr) {
           return cidr.contains(*address);
         });
}

bool is_beyond(const Test& test, const Event& event) {
  const auto number = number_of(test.field.id, event);
  if (!number) return false;
  return test.op == Operator::LessThan ? *number < test.number : *number > test.number;
}

struct ValueMatch {
  Truth truth = Truth::No;
  size_t start = 0;
  size_t length = 0;
};

ValueMatch match_text(const Test& test, std::string_view value) {
  const Operator op = test.op == Operator::OneOf ? Operator::Equals : test.op;
  for (const std::string& wanted : test.values) {
    const size_t start = find_text(op, value, wanted, test.ignore_case);
    if (start != not_found) return {Truth::Yes, start, wanted.size()};
  }
  return {};
}

ValueMatch match_regex(const Test& test, std::string_view value) {
  PcreError error;
  PcreMatcher matcher;
  for (const std::string& pattern : test.values) {
    const auto compiled = Pcre::compile(pattern, test.ignore_case, error);
    if (!compiled) return {.truth = Truth::Undecided};
    const PcreMatch match = matcher.match(*compiled, value);
    if (match.truth != Truth::No) return {match.truth, match.start, match.length};
  }
  return {};
}

/// The tests that look at values as text, one value after the other.
void trace_values(const Test& test, const std::vector<NameValue>& values, TestTrace& out) {
  TextArena arena;
  for (const NameValue& raw : values) {
    std::string_view value = raw.value;
    for (const Decode how : test.decode)
      value = decode(how, value, arena);
    const ValueMatch match =
        test.op == Operator::Regex ? match_regex(test, value) : match_text(test, value);
    if (match.truth == Truth::No && out.truth == Truth::Undecided) continue;
    out.name = raw.name;
    out.value = value;
    out.match_start = match.start;
    out.match_length = match.length;
    out.truth = match.truth;
    if (match.truth == Truth::Yes) return;
  }
}

TestTrace trace_test(const Test& test, const Event& event) {
  TestTrace out;
  out.field = to_string(FieldRef{test.field.id, test.field.name});
  out.decode = test.decode;
  out.op = test.op;
  out.expected = operand_text(test);
  std::vector<NameValue> values;
  TextArena storage;
  values_of(test.field, event, values, storage);
  out.values_seen = values.size();
  if (test.op != Operator::Exists && test.op != Operator::In && test.op != Operator::LessThan &&
      test.op != Operator::GreaterThan) {
    trace_values(test, values, out);
    return out;
  }
  bool holds = values.empty() != test.wanted;
  if (test.op == Operator::In) holds = is_in(test, event);
  if (test.op == Operator::LessThan || test.op == Operator::GreaterThan) {
    holds = is_beyond(test, event);
  }
  out.truth = holds ? Truth::Yes : Truth::No;
  if (!values.empty()) {
    out.name = values.front().name;
    out.value = values.front().value;
    out.match_length = holds ? out.value.size() : 0;
  }
  return out;
}

ConditionTrace trace_condition(const Condition& condition, const Event& event) {
  ConditionTrace out;
  out.kind = condition.kind;
  if (condition.kind == Condition::Kind::Test) {
    out.test = trace_test(condition.test, event);
    out.truth = out.test->truth;
    return out;
  }
  KleeneFold fold(condition.kind);
  for (const Condition& child : condition.children) {
    out.children.push_back(trace_condition(child, event));
    fold.add(out.children.back().truth);
  }
  out.truth = fold.result();
  return out;
}

}  // namespace

std::optional<ConditionTrace> trace(const Signature& signature, const Event& event) {
  if (!is_on(signature.on, event)) return std::nullopt;
  return trace_condition(signature.match, event);
}

Truth evaluate(const Signature& signature, const Event& event) {
  const auto traced = trace(signature, event);
  return traced ? traced->truth : Truth::No;
}

}  // namespace sig::match
