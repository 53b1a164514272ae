#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"
#include "check/possible.h"
#include "check/regex_facts.h"
#include "check/tests_of.h"
#include "model/names.h"

namespace sig::check {
namespace {

bool compares_text(Operator op) {
  return op == Operator::Contains || op == Operator::Equals || op == Operator::StartsWith ||
         op == Operator::EndsWith || op == Operator::OneOf;
}

std::string suggestion(const std::string& value, const Impossible& impossible) {
  const std::string lower = to_lower_ascii(value);
  const bool case_is_the_cause = lower != value && (impossible.bytes.test('A'));
  return case_is_the_cause ? fmt::format("write it in lower case: {}", quote(lower))
                           : "change the value, the decode or the field";
}

void check_texts(const Signature& signature, const Test& test, Findings& findings) {
  const Impossible impossible = impossible_bytes(test);
  std::vector<std::pair<const std::string*, std::string>> bad;
  for (const std::string& value : test.values) {
    std::string reason = impossible_text(test, value);
    if (!reason.empty()) bad.emplace_back(&value, std::move(reason));
  }
  const bool all = bad.size() == test.values.size();
  for (const auto& [value, reason] : bad) {
    const std::string message =
        fmt::format("{} can never be found in {}", quote(*value), to_string(test.field));
    const Span at = place_of_test(signature, test);
    if (all) {
      findings.error("SIG0415", at, message, reason, suggestion(*value, impossible));
    } else {
      findings.warning("SIG0416", at, message, reason, suggestion(*value, impossible));
    }
  }
}

void check_regex(const Signature& signature, const Test& test, Findings& findings) {
  const std::string& pattern = test.values.front();
  const auto tree = parse_regex(pattern, test.ignore_case);
  if (!tree) return;
  const Impossible impossible = impossible_bytes(test);
  if (impossible.bytes.none()) return;
  const Span at = place_of_test(signature, test);
  const bool case_may_help = impossible.bytes.test('A') &&
                             can_match_without(*parse_regex(pattern, true), impossible.bytes);
  const std::string help = case_may_help
                               ? "write the letters in lower case, or add ignore_case: true"
                               : "change the regex, the decode or the field";
  if (!can_match_without(*tree, impossible.bytes)) {
    findings.error(
        "SIG0415",
        at,
        fmt::format(
            "the regex {} can never match in {}", quote(pattern, 60), to_string(test.field)),
        impossible.reason,
        help);
    return;
  }
  for (const RegexNode* dead : dead_alternatives(*tree, impossible.bytes)) {
    const std::string_view text = std::string_view(pattern).substr(dead->start, dead->length);
    findings.warning("SIG0416",
                     at,
                     fmt::format("the alternative {} of the regex can never match in {}",
                                 quote(text, 60),
                                 to_string(test.field)),
                     impossible.reason,
                     help);
  }
}

/// Fields that every event of their surface has.
bool is_always_there(FieldId field) {
  constexpr std::array always{FieldId::HttpMethod,
                              FieldId::HttpUri,
                              FieldId::HttpPath,
                              FieldId::HttpStatus,
                              FieldId::ClientIp,
                              FieldId::ServerIp,
                              FieldId::PacketSize,
                              FieldId::PacketProtocol,
                              FieldId::LogMessage};
  return std::find(always.begin(), always.end(), field) != always.end();
}

bool holds_always(const Test& test) {
  switch (test.op) {
    case Operator::Contains:
    case Operator::StartsWith:
    case Operator::EndsWith:
      return is_always_there(test.field.id) && !test.values.empty() && test.values.front().empty();
    case Operator::Regex: {
      const auto tree = parse_regex(test.values.front(), test.ignore_case);
      return is_always_there(test.field.id) && tree && is_any_byte(*tree);
    }
    case Operator::In:
      return std::any_of(test.networks.begin(), test.networks.end(), [](const Cidr& network) {
        return network.prefix == 0 || (network.network.is_v4() && network.prefix <= 96);
      });
    case Operator::Exists:
      return test.wanted && is_always_there(test.field.id);
    default:
      return false;
  }
}

bool holds_always(const Condition& condition) {
  const auto child_holds = [](const Condition& child) { return holds_always(child); };
  const auto& children = condition.children;
  switch (condition.kind) {
    case Condition::Kind::Test:
      return holds_always(condition.test);
    case Condition::Kind::All:
      return std::all_of(children.begin(), children.end(), child_holds);
    case Condition::Kind::Any:
      return std::any_of(children.begin(), children.end(), child_holds);
    case Condition::Kind::None:
      return false;
  }
  return false;
}

}  // namespace

void check_conditions(const CheckInput& input, Diagnostics& diagnostics) {
  for (const Signature& signature : input.signatures) {
    Findings findings(signature, diagnostics);
    if (holds_always(signature.match)) {
      findings.error("SIG0436",
                     place_of(signature, "match"),
                     fmt::format("the condition of {} holds for every {}",
                                 quote(signature.id),
                                 to_string(signature.on)),
                     "expected a test that most do not pass",
                     "add what is special about the attack, in an `all`");
    }
    for_each_test(signature.match, [&](const Test& test) {
      if (test.values.empty()) return;
      if (compares_text(test.op)) check_texts(signature, test, findings);
      if (test.op == Operator::Regex) check_regex(signature, test, findings);
    });
  }
}

}  // namespace sig::check
