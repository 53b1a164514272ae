#include "compile/regex_text.h"

#include <catch2/catch.hpp>

#include "match/pcre.h"
#include "match/truth.h"
#include "tests/support/hostile_texts.h"

namespace sig::compile {
namespace {

bool matches(const std::string& pattern, std::string_view text) {
  match::PcreError error;
  const auto compiled = match::Pcre::compile(pattern, false, error);
  if (!compiled) FAIL(pattern << ": " << error.message);
  return match::PcreMatcher().match(*compiled, text).truth == match::Truth::Yes;
}

TEST_CASE("a pattern is written so that no reader of rules stumbles over it") {
  struct Row {
    std::string_view pattern, quoted;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"abc", "abc"},
           {"a;b\"c/d", "a\\x3bb\\x22c\\x2fd"},
           {"a\\;b\\/", "a\\x3bb\\x2f"},
           {"\\Qa.b\\E.", "a\\.b."},
           {"[;\"a-z]", "[\\x3b\\x22a-z]"},
           {"[^]/]", "[^\\]\\x2f]"},
           {"\\$x", "\\x24x"},
           {"x$", "x$"},
           {"(?#a \";\")x", "x"},
           {"\xc3\xa9\n", "\\xc3\\xa9\\x0a"},
           {"a{2,3}?{x", "a{2,3}?\\{x"},
           {"(?<n>a)\\k<n>", "(?<n>a)\\k<n>"},
           {"\\d\\x{41}\\x2f", "\\dA\\x2f"},
       }) {
    INFO(row.pattern);
    CHECK(quote_regex(row.pattern).pattern == row.quoted);
    CHECK(quote_regex(row.pattern).reason.empty());
  }
}

TEST_CASE("what is not carried over into a rule is refused with its reason") {
  for (const std::string_view pattern : {"(?x)a b", "(?ix:a b)", "(*UCP)a", "a\\Kb", "\\C"}) {
    INFO(pattern);
    CHECK_FALSE(quote_regex(pattern).reason.empty());
  }
}

TEST_CASE("a quoted pattern matches what the pattern matches") {
  test::HostileTexts hostile(1);
  size_t found = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = hostile.pattern();
    const RegexText quoted = quote_regex(pattern);
    REQUIRE(quoted.reason.empty());
    const std::string text = hostile.text(30) + "aaB; \"/x\n";
    INFO(pattern << " as " << quoted.pattern);
    const bool matched = matches(pattern, text);
    REQUIRE(matches(quoted.pattern, text) == matched);
    found += matched ? 1 : 0;
    for (const char c : quoted.pattern)
      REQUIRE((c >= ' ' && c <= '~' && c != ';' && c != '"' && c != '/'));
  }
  CHECK(found > 1000);
}

TEST_CASE("the pattern of a text matches that text and no other of its length") {
  test::HostileTexts hostile(2);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = hostile.text();
    const std::string pattern = "\\A" + regex_of_literal(text) + "\\z";
    REQUIRE(matches(pattern, text));
    std::string other = text;
    other[hostile.below(other.size())] ^= 1;
    REQUIRE_FALSE(matches(pattern, other));
  }
}

TEST_CASE("the text to look for first stands in everything that the pattern matches") {
  struct Row {
    std::string_view pattern, text;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"union select", "union select"},
           {"\\bunion\\b.+select", "select"},
           {"abc?def", "def"},
           {"abcd*efg", "abc"},
           {"abc|def", ""},
           {"(?:abc|def)ghij", "ghij"},
           {"ab", ""},
           {"abc+def", "abc"},
           {"[abc]defg{2}h", "defg"},
           {"abc(?=xyz)", "abc"},
           {"(?#long comment)abc", "abc"},
       }) {
    INFO(row.pattern);
    CHECK(required_text(row.pattern).bytes == row.text);
  }
  CHECK(required_text("(?i)abc").ignores_case);
  CHECK(required_text("a (?i:b) cde").ignores_case);
  CHECK_FALSE(required_text("(?:i)abc").ignores_case);
  CHECK(required_text("union select", {.any_blank = true}).bytes == "select");
  test::HostileTexts hostile(3);
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = hostile.pattern();
    const RequiredText required = required_text(pattern);
    const std::string text = hostile.text(30) + "aaB; \"/x\n";
    if (required.bytes.empty() || required.ignores_case || !matches(pattern, text)) continue;
    REQUIRE(text.find(required.bytes) != std::string::npos);
  }
}

TEST_CASE("a blank that may be any white space is written as such") {
  CHECK(quote_regex("a b[ c]", {.any_blank = true}).pattern == "a\\sb[\\sc]");
  CHECK(quote_regex("[ -a]", {.any_blank = true}).reason == "a range with a blank in it");
}

TEST_CASE("capitals are seen wherever a pattern has them") {
  for (const std::string_view pattern : {"aBc", "[A-F]", "\\x41", "[[:upper:]]", "[^Z]", "\\QQ\\E"})
    CHECK(names_capitals(pattern));
  for (const std::string_view pattern : {"abc", "\\S\\W", "[a-z0-9_]", "\\x61", "[^a]", "(?i:a)"})
    CHECK_FALSE(names_capitals(pattern));
}

TEST_CASE("a pattern that could leave its field is told from one that cannot") {
  for (const std::string_view pattern : {"abc", "a[bc]+\\d", "(?:x|y)\\b", "\\w{1,9}"})
    CHECK(stays_within(pattern, "\r\n"));
  for (const std::string_view pattern :
       {"a.b", "[^a]", "\\s", "^a", "a$", "\\r", "[\\n-a]", "(?=a)b", "(?s)a", "\\S"})
    CHECK_FALSE(stays_within(pattern, "\r\n"));
}

}  // namespace
}  // namespace sig::compile
