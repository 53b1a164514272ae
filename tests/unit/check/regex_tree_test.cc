#include "check/regex_tree.h"

#include <catch2/catch.hpp>
#include <random>

#include "check/regex_bytes.h"
#include "check/regex_facts.h"
#include "match/regex.h"

namespace sig::check {
namespace {

ByteSet upper_case() {
  return byte_range('A', 'Z');
}

}  // namespace

TEST_CASE("a regex that needs an upper-case letter cannot match lower-case text") {
  struct Case {
    std::string_view name, pattern;
    bool ignore_case, can;
  };
  const auto c = GENERATE(values<Case>({
      {"a literal", "Union", false, false},
      {"the same with ignore_case", "Union", true, true},
      {"an inline option", "(?i)Union", false, true},
      {"an inline option for a group", "(?i:U)nion", false, true},
      {"an option that ends with its group", "((?i)u)N", false, false},
      {"an option that is taken back", "(?i)U(?-i)N", false, false},
      {"an option that reaches the next branch", "(?i)x|Y", false, true},
      {"optional letters", "unions?X*", false, true},
      {"a repeat that must happen", "X{2,}", false, false},
      {"one branch is possible", "X|y", false, true},
      {"no branch is possible", "(?:X|Y)z", false, false},
      {"a class of both", "[A-Za-z]", false, true},
      {"a class of upper case", "[A-F]", false, false},
      {"a negated class", "[^A-Z]", false, true},
      {"a named class", "[[:upper:]]", false, false},
      {"an escaped byte", "\\x41", false, false},
      {"an octal byte", "\\0101", false, true},
      {"quoted text", "\\QA.B\\E", false, false},
      {"a look-ahead is not looked into", "(?=X)x", false, true},
      {"a class escape", "\\w\\W", false, true},
      {"a bracket first in its class", "[]A]", false, true},
      {"a literal brace", "a{,3}B", false, false},
      {"a comment", "(?#X)y", false, true},
  }));
  DYNAMIC_SECTION(c.name) {
    const auto tree = parse_regex(c.pattern, c.ignore_case);
    REQUIRE(tree);
    CHECK(can_match_without(*tree, upper_case()) == c.can);
  }
}

TEST_CASE("what is not understood is not judged") {
  const auto pattern = GENERATE(as<std::string>{},
                                "(",
                                "a)",
                                "[a",
                                "(?x) A # comment",
                                "(*ATOMIC:A)",
                                "\\p{Lu}",
                                "a\\",
                                "(?<name",
                                "[[:unknown:]]",
                                "a{2}{2}{2}{2}{2}{2}{2}{2}{2}{2}");
  INFO(pattern);
  CHECK_FALSE(parse_regex(pattern, false));
}

TEST_CASE("a regex of 100 000 open groups is refused and does not overflow the stack") {
  CHECK_FALSE(parse_regex(std::string(100000, '('), false));
  CHECK_FALSE(parse_regex("a" + std::string(100000, '*'), false));
}

TEST_CASE("the longest fixed text of a regex is what stands in every match") {
  struct Case {
    std::string_view pattern;
    size_t length;
  };
  const auto c = GENERATE(values<Case>({
      {"union select", 12},
      {"union.*select", 6},
      {"(?:union|or)", 2},
      {"(?:union|or)x{3}", 3},
      {"ab?c", 1},
      {"a(?:bc)d", 4},
      {"[\\\\/]etc[\\\\/]", 5},
      {"[a-z]+=[0-9]+", 1},
      {"\\.\\./", 3},
      {"x{4}", 4},
      {"(?:ab){2}c", 5},
      {"^abc$", 3},
      {"\\w+", 0},
      {"a|", 0},
      {"(?i)script", 6},
  }));
  DYNAMIC_SECTION(c.pattern) {
    const auto tree = parse_regex(c.pattern, false);
    REQUIRE(tree);
    CHECK(required_literal_length(*tree) == c.length);
  }
}

TEST_CASE("alternatives that cannot match are named with their place") {
  const std::string pattern = "a(?:b|C|(?:d|E))";
  const auto tree = parse_regex(pattern, false);
  REQUIRE(tree);
  std::vector<std::string> dead;
  for (const RegexNode* node : dead_alternatives(*tree, upper_case()))
    dead.push_back(pattern.substr(node->start, node->length));
  CHECK(dead == std::vector<std::string>{"C", "E"});
}

TEST_CASE("a regex that looks at its surroundings is told from one that does not") {
  CHECK(looks_around(*parse_regex("^a", false)));
  CHECK(looks_around(*parse_regex("a(?:b|\\bc)", false)));
  CHECK(looks_around(*parse_regex("(?<=x)a", false)));
  CHECK(looks_around(*parse_regex("(a)\\1", false)));
  CHECK_FALSE(looks_around(*parse_regex("a[$^]b", false)));
}

TEST_CASE("whatever PCRE2 accepts of random patterns never crashes the parser") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string alphabet = "aA(|)[]^$.*+?{},1\\-:=!<>PxdwQE#i";
  for (int round = 0; round < 20000; ++round) {
    std::string pattern;
    const size_t length = random() % 24;
    for (size_t i = 0; i < length; ++i)
      pattern += alphabet[random() % alphabet.size()];
    const auto tree = parse_regex(pattern, (random() & 1U) != 0);
    if (!tree) continue;
    can_match_without(*tree, upper_case());
    required_literal_length(*tree);
    dead_alternatives(*tree, upper_case());
  }
}

}  // namespace sig::check
