#include "match/regex.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "match/regex_seeds.h"

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
  CHECK(examine_regex("a$|b", false)->engine == RegexEngine::Hyperscan);
  CHECK(examine_regex("(?m:a$)b*", false)->engine == RegexEngine::Pcre2);

  const auto unclosed = examine_regex("(unclosed", false);
  CHECK_FALSE(unclosed->compiles);
  CHECK(unclosed->error == "missing closing parenthesis");
  CHECK(unclosed->error_offset == 9);
}

TEST_CASE("seeds for pumping come from the pattern's own repeats, classes and letters") {
  const RegexSeeds read = read_regex_seeds("^x(?:ab|[^a])*\\s{20,}\\x41(?=c+)[[:alpha:]]?");
  CHECK(read.sample == "xab" + std::string(20, ' ') + "Aa");
  const auto has = [&read](const PumpSeed& seed) {
    return std::find(read.seeds.begin(), read.seeds.end(), seed) != read.seeds.end();
  };
  CHECK(has({"x", "ab"}));
  CHECK(has({"x", "1"}));
  CHECK(has({"x", "ab1"}));
  CHECK(has({"xab", " "}));
  CHECK(has({"xab" + std::string(20, ' ') + "A", "c"}));
}

TEST_CASE("reading seeds ends on any text") {
  for (const std::string_view pattern : {"",
                                         "(",
                                         ")",
                                         "a)b",
                                         "[",
                                         "[^",
                                         "\\",
                                         "\\x",
                                         "(?",
                                         "(?<",
                                         "(*",
                                         "a{",
                                         "a{5",
                                         "(?P<n",
                                         "[[:"}) {
    CAPTURE(pattern);
    CHECK(read_regex_seeds(pattern).sample.size() < 10);
  }
  CHECK(read_regex_seeds(std::string(100000, '(')).sample.size() <= 4096);
  CHECK(read_regex_seeds("(((((a{99}){99}){99}){99}){99})*").sample.size() <= 4096);
}

TEST_CASE("a measured time whose first byte is the sign of an error is no error") {
  // The child's answer began with the low byte of the nanoseconds: one time in 256 that was "!".
  for (int i = 0; i < 600; ++i) {
    const auto report = examine_regex("ab", false);
    REQUIRE(report);
    REQUIRE(report->compiles);
  }
}

TEST_CASE("a pattern that can be pumped is found with its witness") {
  for (const std::string_view pattern : {"(a+)+$",
                                         "^(?=x)(?:[a-z]+)+!$",
                                         "(?=x)?(a+)+$",
                                         "(?<!b)(a|aa)+$",
                                         "(?<!b)(?:\\w+\\s?)+$",
                                         "(?=.)(.*?,){11}P"}) {
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
