// Laws over random signatures and events. Each prints its seed when it breaks.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "base/text.h"
#include "match/matcher.h"
#include "match/reference.h"
#include "model/names.h"
#include "tests/support/random_events.h"

namespace sig::match {
namespace {

using testing::Dice;
using testing::RandomEvent;

std::vector<Signature> random_signatures(Dice& dice, size_t count) {
  std::vector<Signature> out;
  for (size_t i = 0; i < count; ++i)
    out.push_back(testing::random_signature(dice, i));
  return out;
}

/// "s3 s17?": what fired, and what could not be decided.
std::string fast(Scanner& scanner, const Ruleset& ruleset, const Event& event) {
  std::string out;
  for (const Hit& hit : scanner.scan(event).hits)
    out += ruleset.signatures()[hit.signature].id + (hit.undecided ? "? " : " ");
  return out;
}

std::string slow(const std::vector<Signature>& signatures, const Event& event) {
  std::string out;
  for (const Signature& signature : signatures) {
    const Truth truth = evaluate(signature, event);
    if (truth != Truth::No) out += signature.id + (truth == Truth::Undecided ? "? " : " ");
  }
  return out;
}

constexpr std::array<std::string_view, 3> truths{"no", "yes", "undecided"};

/// A trace as text, for a case that broke a law.
std::string as_text(const ConditionTrace& trace) {
  constexpr std::array<std::string_view, 4> kinds{"test", "all", "any", "none"};
  std::string out(kinds[static_cast<size_t>(trace.kind)]);
  if (trace.test) {
    out += " " + trace.test->field;
    for (const Decode how : trace.test->decode)
      out += "|" + std::string(to_string(how));
    out += " " + std::string(to_string(trace.test->op)) + " " + quote(trace.test->expected) +
           " on " + quote(trace.test->value);
  }
  out += "=" + std::string(truths[static_cast<size_t>(trace.truth)]) + "(";
  for (const ConditionTrace& child : trace.children)
    out += as_text(child) + " ";
  return out + ")";
}

std::string first_difference(const std::vector<Signature>& signatures,
                             const std::string& got,
                             const Event& event) {
  for (const Signature& signature : signatures) {
    const Truth truth = evaluate(signature, event);
    const bool is_in = (" " + got).find(" " + signature.id + " ") != std::string::npos;
    if (is_in == (truth == Truth::Yes)) continue;
    return signature.id + ": " + as_text(*trace(signature, event));
  }
  return {};
}

TEST_CASE("law: the fast matcher and the reference agree on random signatures and events") {
  size_t events = 0;
  size_t hits = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Signature> signatures = random_signatures(dice, 60);
    const auto ruleset = Ruleset::compile(signatures, {.in_child = false});
    if (!ruleset) FAIL(ruleset.error().message);
    Scanner scanner(*ruleset);
    for (int i = 0; i < 100; ++i) {
      const RandomEvent random(dice);
      const std::string expected = slow(signatures, random.event());
      const std::string got = fast(scanner, **ruleset, random.event());
      if (got != expected) {
        CAPTURE(i, first_difference(signatures, got, random.event()));
        REQUIRE(got == expected);
      }
      ++events;
      hits += static_cast<size_t>(std::count(got.begin(), got.end(), ' '));
    }
  }
  CHECK(events == 1200);
  // The generator must make signatures that matter.
  CHECK(hits > 5000);
}

Signature a_regex(std::string id, std::string pattern, bool ignore_case) {
  Signature out;
  out.id = std::move(id);
  out.on = Surface::Log;
  out.match.kind = Condition::Kind::Test;
  out.match.test.field = {FieldId::LogMessage, ""};
  out.match.test.op = Operator::Regex;
  out.match.test.ignore_case = ignore_case;
  out.match.test.values = {std::move(pattern)};
  return out;
}

std::vector<Signature> random_regexes(Dice& dice, size_t count) {
  std::vector<Signature> out;
  while (out.size() < count) {
    const std::string pattern = testing::random_regex(dice);
    const bool ignore_case = dice.one_in(3);
    out.push_back(a_regex("r" + std::to_string(out.size()), pattern, ignore_case));
  }
  return out;
}

/// Compares `count` random regexes on `texts` random texts; returns how often one matched.
size_t compare_regexes(std::uint64_t seed, size_t count, size_t texts) {
  CAPTURE(seed);
  Dice dice(seed);
  const std::vector<Signature> signatures = random_regexes(dice, count);
  const auto ruleset = Ruleset::compile(signatures, {.in_child = false});
  if (!ruleset) FAIL(ruleset.error().message);
  Scanner scanner(*ruleset);
  size_t hits = 0;
  for (size_t i = 0; i < texts; ++i) {
    std::string message = "x";
    for (size_t k = dice.below(6); k > 0; --k)
      message += testing::random_text(dice);
    message.erase(0, dice.below(2));
    if (message.empty()) continue;
    Event event;
    event.what = LogLine{.message = message};
    const std::string got = fast(scanner, **ruleset, event);
    if (got != slow(signatures, event)) {
      FAIL_CHECK(quote(message) << " " << first_difference(signatures, got, event));
    }
    hits += static_cast<size_t>(std::count(got.begin(), got.end(), ' '));
  }
  return hits;
}

TEST_CASE("law: no regex is missed by Hyperscan, alone or as prefilter, that PCRE2 matches") {
  CHECK(compare_regexes(20261124, 1000, 40) > 5000);
}

TEST_CASE("law: the same over far more sets and events", "[.hunt]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    CHECK(compare_regexes(seed, 1000, 100) > 10000);
}

}  // namespace
}  // namespace sig::match
