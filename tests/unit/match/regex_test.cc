#include "match/regex.h"

#include <catch2/catch.hpp>

namespace sig::match {
namespace {

TEST_CASE("a pattern is examined alone: engine, cost, errors") {
  const auto plain = examine_regex("union\\s+select", true);
  REQUIRE(plain);
  CHECK(plain->compiles);
  CHECK(plain->engine == RegexEngine::Hyperscan);
  CHECK(plain->database_bytes > 0);
  CHECK_FALSE(plain->matches_empty);
  const auto behind = examine_regex("(?<=a)b", false);
  CHECK(behind->engine == RegexEngine::HyperscanThenPcre2);
  CHECK(examine_regex("a*", false)->matches_empty);

  const auto unclosed = examine_regex("(unclosed", false);
  CHECK_FALSE(unclosed->compiles);
  CHECK(unclosed->error == "missing closing parenthesis");
  CHECK(unclosed->error_offset == 9);
}

TEST_CASE("a pattern that can be pumped is found with its witness") {
  for (const std::string_view pattern :
       {"(a+)+$", "^(?=x)(?:[a-z]+)+!$", "(?=x)?(a+)+$", "(?<!b)(a|aa)+$", "(?<!b)(?:\\w+\\s?)+$", "(?=.)(.*?,){11}P"}) {
    CAPTURE(pattern);
    const auto witness = pump_regex(pattern, false);
    REQUIRE(witness);
    CHECK(witness->has_value());
    if (*witness) UNSCOPED_INFO((*witness)->shape << " " << (*witness)->match_steps);
  }
}

TEST_CASE("a pattern that stays within the limits, has no witness") {
  for (const std::string_view pattern : {"a+b+$", "(?<!b)admin", "union(?=[^x]{1,20}select)"}) {
    CAPTURE(pattern);
    const auto witness = pump_regex(pattern, false);
    REQUIRE(witness);
    if (*witness) FAIL((*witness)->shape);
  }
}

}  // namespace
}  // namespace sig::match
