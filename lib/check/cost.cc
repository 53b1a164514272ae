#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"
#include "check/refused.h"
#include "check/regex_facts.h"
#include "check/tests_of.h"

namespace sig::check {
namespace {

constexpr size_t shortest_useful = 3;
constexpr size_t cheap = 1000;  // needs no search: an anchored or numeric comparison

/// How much fixed text a test gives a search to look for.
size_t fixed_text(const Test& test) {
  if (test.op == Operator::Contains) return test.values.empty() ? 0 : test.values.front().size();
  if (test.op != Operator::Regex || test.values.empty()) return cheap;
  const auto tree = parse_regex(test.values.front(), test.ignore_case);
  // What we cannot read we do not judge; and an automaton does well with any fixed byte, but ill
  // with none.
  return tree && required_literal_length(*tree) == 0 ? 0 : cheap;
}

struct Weakest {
  size_t length = cheap;
  const Test* test = nullptr;
};

/// The test whose text a search would have to start from: the best of an `all`, the worst of an
/// `any`. A `none` is only asked once something else holds.
Weakest weakest(const Condition& condition) {
  if (condition.kind == Condition::Kind::Test) return {fixed_text(condition.test), &condition.test};
  if (condition.kind == Condition::Kind::None) return {};
  Weakest out;
  bool first = true;
  for (const Condition& child : condition.children) {
    if (child.kind == Condition::Kind::None) continue;
    const Weakest one = weakest(child);
    const bool better =
        condition.kind == Condition::Kind::All ? one.length > out.length : one.length < out.length;
    if (first || better) out = one;
    first = false;
  }
  return out;
}

void check_one(const Signature& signature, Findings& findings) {
  const Weakest found = weakest(signature.match);
  if (found.test == nullptr || found.length >= shortest_useful) return;
  const Span at = place_of_test(signature, *found.test);
  if (found.length == 0) {
    findings.warning("SIG0417",
                     at,
                     fmt::format("{} has no fixed text to look for", describe(*found.test)),
                     "must be run in full on every value",
                     "put a `contains` of a text that each match holds beside it, in an `all`");
  } else {
    findings.warning("SIG0418",
                     at,
                     fmt::format("the longest fixed text of {} is of {} byte{}",
                                 describe(*found.test),
                                 found.length,
                                 found.length == 1 ? "" : "s"),
                     fmt::format("expected at least {} bytes", shortest_useful),
                     "almost every value holds it: look for more, or for something beside it");
  }
}

std::uint64_t pattern_bytes(const std::vector<Signature>& signatures) {
  std::uint64_t total = 0;
  for (const Signature& signature : signatures) {
    for_each_test(signature.match, [&](const Test& test) {
      for (const std::string& value : test.values)
        total += value.size();
      total += test.networks.size() * sizeof(Cidr);
    });
  }
  return total;
}

void check_limit(std::string_view what,
                 std::uint64_t number,
                 std::uint64_t limit,
                 Diagnostics& diagnostics) {
  if (number * 5 <= limit * 4) return;
  diagnostics.add(
      {.level = Level::Error,
       .code = "SIG0419",
       .message = fmt::format("the set has {} {}, more than 80 % of the {} that a matcher takes",
                              with_thousands(number),
                              what,
                              with_thousands(limit)),
       .at = std::nullopt,
       .label = {},
       .help = "split the set, or remove what never hits",
       .subject = {}});
}

}  // namespace

void check_cost(const CheckInput& input, Diagnostics& diagnostics) {
  check_limit("signatures", input.signatures.size(), input.budget.signatures, diagnostics);
  check_limit("bytes of patterns",
              pattern_bytes(input.signatures),
              input.budget.pattern_bytes,
              diagnostics);
  const std::set<std::string> bad = ids_with_bad_condition(diagnostics);
  for (const Signature& signature : input.signatures) {
    if (bad.contains(signature.id)) continue;
    Findings findings(signature, diagnostics);
    check_one(signature, findings);
  }
}

}  // namespace sig::check
