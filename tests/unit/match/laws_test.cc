// Laws over random signatures and events. Each prints its seed when it breaks.
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
  WARN(hits << " hits");
}

}  // namespace
}  // namespace sig::match
