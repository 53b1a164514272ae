#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/file.h"
#include "base/text.h"
#include "match/database_cache.h"
#include "match/matcher.h"
#include "tests/support/random_events.h"

namespace sig::match {
namespace {

using testing::Dice;
using testing::RandomEvent;

std::vector<Signature> some_signatures() {
  Dice dice(8);
  std::vector<Signature> out;
  for (size_t i = 0; i < 30; ++i)
    out.push_back(testing::random_signature(dice, i));
  return out;
}

/// The ids of all hits of 100 events.
std::string hits_of(const std::vector<Signature>& signatures, const CompileOptions& options) {
  const auto ruleset = Ruleset::compile(signatures, options);
  if (!ruleset) FAIL(ruleset.error().message);
  Scanner scanner(*ruleset);
  Dice dice(9);
  std::string out;
  for (int i = 0; i < 100; ++i) {
    const RandomEvent random(dice);
    std::vector<std::string> ids;
    for (const Hit& hit : scanner.scan(random.event()).hits)
      ids.push_back((*ruleset)->signatures()[hit.signature].id);
    std::sort(ids.begin(), ids.end());
    out += join(ids, " ") + "\n";
  }
  return out;
}

TEST_CASE("a cached, a damaged and a fresh database give the same hits, in a child or not") {
  const auto folder = TempFolder::create("match-cache");
  REQUIRE(folder);
  const std::vector<Signature> signatures = some_signatures();
  const std::string fresh = hits_of(signatures, {.in_child = false});
  CHECK(fresh.size() > 200);
  const std::string cache = join_path(folder->path(), "databases");
  const CompileOptions options{.cache_folder = cache};
  CHECK(hits_of(signatures, options) == fresh);
  const auto entries = list_tree(cache);
  REQUIRE(entries);
  REQUIRE_FALSE(entries->empty());
  CHECK(hits_of(signatures, options) == fresh);

  for (size_t i = 0; i < entries->size(); ++i) {
    const std::string path = join_path(cache, (*entries)[i]);
    std::string bytes = *read_file(path);
    const std::string whole = bytes;
    if (i % 3 == 0) bytes[bytes.size() / 2] ^= 1;
    if (i % 3 == 1) bytes.resize(bytes.size() / 2);
    if (i % 3 == 2) bytes.clear();
    REQUIRE(write_atomically(path, bytes));
    CHECK_FALSE(read_cached(path, 1));
  }
  CHECK(hits_of(signatures, options) == fresh);
  CHECK(*list_tree(cache) == *entries);
}

TEST_CASE("a cache that somebody else may write to is neither read nor written") {
  const auto folder = TempFolder::create("match-cache");
  REQUIRE(folder);
  const std::string cache = join_path(folder->path(), "databases");
  const std::string path = join_path(cache, "0.hsdb");
  const CachedDatabase entry{"forged: matches nothing", {false}};
  write_cached(path, entry);
  REQUIRE(read_cached(path, 1));
  for (const mode_t mode : {0770U, 0707U, 0777U}) {
    CAPTURE(mode);
    REQUIRE(::chmod(cache.c_str(), mode) == 0);
    CHECK_FALSE(read_cached(path, 1));
    write_cached(join_path(cache, "1.hsdb"), entry);
    CHECK(list_tree(cache)->size() == 1);
  }
  REQUIRE(::chmod(cache.c_str(), 0755) == 0);
  CHECK(read_cached(path, 1));
}

TEST_CASE("the order of the signatures changes neither hits nor cache entries") {
  const auto folder = TempFolder::create("match-cache");
  REQUIRE(folder);
  std::vector<Signature> signatures = some_signatures();
  const CompileOptions options{.cache_folder = folder->path(), .in_child = false};
  const std::string forward = hits_of(signatures, options);
  const auto entries = list_tree(folder->path());
  std::reverse(signatures.begin(), signatures.end());
  CHECK(hits_of(signatures, options) == forward);
  CHECK(*list_tree(folder->path()) == *entries);
}

TEST_CASE("a cache entry of right digest and wrong content is compiled anew") {
  const std::string bytes = cached_bytes({"not a database", {false}});
  REQUIRE(parse_cached(bytes, 1));
  CHECK_FALSE(HsDatabase::load(parse_cached(bytes, 1)->database));
  CHECK_FALSE(parse_cached(bytes, 100));
  CHECK_FALSE(parse_cached("", 0));
}

TEST_CASE("a folder that cannot be written costs the cache, not the compile") {
  const std::vector<Signature> signatures = some_signatures();
  CHECK(hits_of(signatures, {.cache_folder = "/proc/no/such", .in_child = false}).size() > 200);
}

TEST_CASE("a signature that cannot be compiled is named with its pattern and place") {
  Signature bad;
  bad.id = "broken";
  bad.origin = {"signatures/x.yaml", 7};
  bad.match.kind = Condition::Kind::Test;
  bad.match.test.field = {FieldId::HttpUri, ""};
  bad.match.test.op = Operator::Regex;
  bad.match.test.values = {"a(b"};
  const auto ruleset = Ruleset::compile({bad}, {});
  REQUIRE_FALSE(ruleset);
  CHECK(ruleset.error().message ==
        "signature \"broken\": regex \"a(b\" on http.uri cannot be compiled: "
        "missing closing parenthesis at offset 3");
  CHECK(ruleset.error().context == std::vector<std::string>{"compiling signatures/x.yaml:7"});
}

}  // namespace
}  // namespace sig::match
