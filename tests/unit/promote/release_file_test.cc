#include "promote/release_file.h"

#include <catch2/catch.hpp>
#include <functional>
#include <random>

namespace sig::promote {
namespace {

const std::string some_id(40, 'a');

Release a_rollback() {
  Release out;
  out.environment = "prod";
  out.number = 3;
  out.previous_tag = some_id;
  out.bundle = sha256("bundle");
  out.evidence = {sha256("1"), sha256("2")};
  out.policy = sha256("policy");
  out.kind = ReleaseKind::Rollback;
  out.restores = 1;
  out.source_commit = std::string(40, 'b');
  out.reason = "checkout \"blocked\"\nsince noon \xc3\xa9";
  out.who = "Ada Example <ada@example.org>";
  out.when = *parse_iso8601("2026-11-24T04:13:00.000001Z");
  return out;
}

TEST_CASE("a release reads back as it was written") {
  for (const ReleaseKind kind :
       {ReleaseKind::Promote, ReleaseKind::Rollback, ReleaseKind::Hold, ReleaseKind::Kill}) {
    Release release = a_rollback();
    release.kind = kind;
    if (kind != ReleaseKind::Rollback) release.restores = 0;
    const std::string text = release_text(release);
    const auto read = read_release(text, "r");
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    CHECK(read->kind == kind);
    CHECK(read->restores == release.restores);
    CHECK(read->evidence == release.evidence);
    CHECK(read->reason == release.reason);
    CHECK(read->when == release.when);
    CHECK(release_text(*read) == text);
  }
}

struct Change {
  std::string_view name, from, to, message;
};

TEST_CASE("a release.json that sigctl would not write is refused and says why") {
  const auto change = GENERATE(values<Change>({
      {"a later version",
       "release/1",
       "release/2",
       R"(r: "schema": is "release/2"; this version reads "release/1")"},
      {"unknown key", "\"number\"", "\"x\": 1,\n  \"number\"", R"(r: unknown key "x")"},
      {"missing key", "  \"policy\"", "  \"policies\"", R"(r: "policy": is missing)"},
      {"duplicate key",
       "\"number\"",
       "\"number\": 3,\n  \"number\"",
       R"(r: duplicate key "number")"},
      {"kind",
       "\"rollback\"",
       "\"undo\"",
       R"(r: "kind": expected promote, rollback, hold or kill, not "undo")"},
      {"number",
       "\"number\": 3",
       "\"number\": 0",
       R"(r: "number": expected a whole number from 1 to 1000000000)"},
      {"restores itself",
       "\"restores\": 1",
       "\"restores\": 3",
       "a rollback, and only a rollback, restores an older number"},
      {"promote that restores",
       "\"rollback\"",
       "\"promote\"",
       "a rollback, and only a rollback, restores an older number"},
      {"first with a predecessor",
       "\"number\": 3",
       "\"number\": 1",
       "every release but the first names the tag object before it"},
      {"environment",
       "\"prod\"",
       "\"../prod\"",
       R"("../prod" cannot be the name of an environment: git makes a tag of it)"},
      {"spaces", "\"number\": 3", "\"number\":  3", "r is not written as sigctl writes it"},
      {"time", "00.000001Z", "00.0000010Z", "r is not written as sigctl writes it"},
  }));
  DYNAMIC_SECTION(change.name) {
    std::string text = release_text(a_rollback());
    const size_t at = text.find(change.from);
    REQUIRE(at != std::string::npos);
    text.replace(at, change.from.size(), change.to);
    const auto read = read_release(text, "r");
    REQUIRE_FALSE(read);
    CHECK(read.error().message == change.message);
  }
}

TEST_CASE("names that git or a terminal would misread cannot be environments") {
  for (const std::string& name : {std::string(),
                                  std::string("a/b"),
                                  std::string("-f"),
                                  std::string("a..b"),
                                  std::string("a b"),
                                  std::string("a.lock"),
                                  std::string("a\nb"),
                                  std::string("a@{b"),
                                  std::string("a\x1b[2J"),
                                  std::string("a\xe2\x80\xae"),
                                  std::string("a\0b", 3),
                                  std::string(101, 'a'),
                                  std::string(".a"),
                                  std::string("a~b"),
                                  std::string("\xff")}) {
    INFO(name);
    Release release = a_rollback();
    release.environment = name;
    CHECK_FALSE(check_release(release));
  }
  Release release = a_rollback();
  release.environment = "prod-eu_2";
  CHECK(check_release(release));
}

TEST_CASE("no change of one byte of a release.json is taken for another release's text") {
  const std::string text = release_text(a_rollback());
  std::mt19937 random(1);
  INFO("seed 1");
  for (int i = 0; i < 2000; ++i) {
    std::string changed = text;
    changed[random() % changed.size()] = static_cast<char>(random() % 256);
    const auto read = read_release(changed, "r");
    if (read) REQUIRE(release_text(*read) == changed);
  }
}

}  // namespace
}  // namespace sig::promote
