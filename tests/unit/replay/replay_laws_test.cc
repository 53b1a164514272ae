#include <catch2/catch.hpp>

#include "replay/evidence_file.h"
#include "support/replay_fixture.h"

namespace sig::replay {
namespace {

Evidence merged(std::vector<Evidence> parts) {
  Result<Evidence> out = merge(std::move(parts));
  if (!out) FAIL(out.error().message);
  return *std::move(out);
}

TEST_CASE("the same traffic gives the same digest on every run, for any number of workers") {
  tests::ReplayFixture fixture;
  const Evidence one = fixture.run(1);
  CHECK(one.invalid.empty());
  CHECK(fixture.run(1).result_digest == one.result_digest);
  for (const std::uint32_t workers : {2U, 5U}) {
    CHECK(fixture.run(workers).result_digest == one.result_digest);
  }
}

TEST_CASE("shards merged in any association give the digest of the whole") {
  tests::ReplayFixture fixture;
  fixture.request.examples_per_signature = 3;
  const Evidence whole = fixture.run();
  REQUIRE(whole.signatures[1].corpora.at("benign-web").hits > 0);
  for (const std::uint32_t shards : {2U, 3U, 5U}) {
    std::vector<Evidence> parts;
    for (std::uint32_t shard = 0; shard < shards; ++shard)
      parts.push_back(fixture.run(1 + shard % 2, shard, shards));
    CHECK(merged(parts).result_digest == whole.result_digest);
    const std::vector<Evidence> reversed(parts.rbegin(), parts.rend());
    CHECK(merged(reversed).result_digest == whole.result_digest);
  }
  const Evidence a = fixture.run(1, 0, 3);
  const Evidence b = fixture.run(1, 1, 3);
  const Evidence c = fixture.run(1, 2, 3);
  CHECK(merged({merged({a, b}), c}).result_digest == whole.result_digest);
  CHECK(merged({a, merged({b, c})}).result_digest == whole.result_digest);
  CHECK(merged({merged({c, a}), b}).result_digest == whole.result_digest);
}

TEST_CASE("evidence of a shard survives being written and read before it is merged") {
  tests::ReplayFixture fixture;
  const Evidence whole = fixture.run();
  std::vector<Evidence> parts;
  for (std::uint32_t shard = 0; shard < 2; ++shard) {
    const std::string document = evidence_document(fixture.run(1, shard, 2));
    Result<Evidence> read = read_evidence(document, "part.json");
    if (!read) FAIL(read.error().message);
    CHECK(evidence_document(*read) == document);
    parts.push_back(*std::move(read));
  }
  const Evidence all = merged(parts);
  CHECK(all.result_digest == whole.result_digest);
  CHECK(read_evidence(evidence_document(all), "evidence.json"));
}

TEST_CASE("parts of different runs and the same part twice are not merged") {
  tests::ReplayFixture fixture;
  const Evidence first = fixture.run(1, 0, 2);
  Result<Evidence> twice = merge({first, first});
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message == "shard 1/2 stands in two of the parts");
  Evidence second = fixture.run(1, 1, 2);
  second.bundle = sha256("another");
  Result<Evidence> mixed = merge({first, second});
  REQUIRE_FALSE(mixed);
  CHECK(mixed.error().message == "these are parts of different runs: the bundles differ");
  CHECK_FALSE(merge({}));
}

}  // namespace
}  // namespace sig::replay
