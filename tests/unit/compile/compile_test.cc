#include "compile/compile.h"

#include <catch2/catch.hpp>

#include "model/signature_json.h"
#include "tests/support/signature_generator.h"

namespace sig::compile {
namespace {

CompileRequest a_request(std::uint32_t seed, size_t count) {
  test::SignatureGenerator generator(seed);
  return {.project = "shop",
          .revision = "abc",
          .signatures = generator.many(count),
          .sources = {{"signatures/b.yaml", "b"}, {"rules/a.yaml", "a"}}};
}

TEST_CASE("the artifact of the built-in matcher holds every signature as it was") {
  const CompileRequest request = a_request(1, 40);
  const auto compiled = for_targets(request);
  REQUIRE(compiled);
  REQUIRE(compiled->files.size() == 6);
  CHECK(compiled->files[0].path == matcher_artifact_path);
  CHECK(compiled->files[1].path == "artifacts/snort2/sigctl.rules");
  CHECK(compiled->files[2].path == "artifacts/snort3/sigctl.rules");
  CHECK(compiled->files[3].path == "artifacts/suricata/sigctl.rules");
  CHECK(compiled->files[4].path == "sources/rules/a.yaml");
  CHECK(compiled->files[5].path == "sources/signatures/b.yaml");
  CHECK(compiled->files[5].bytes == "b");
  CHECK(compiled->files[0].bytes == signatures_document(request.signatures));
  const auto read = read_signatures_document(compiled->files[0].bytes, "a");
  REQUIRE(read);
  CHECK(read->size() == 40);
}

TEST_CASE("the manifest names each signature and artifact") {
  const CompileRequest request = a_request(2, 25);
  const BundleManifest manifest = for_targets(request)->manifest;
  CHECK(manifest.project == "shop");
  CHECK(manifest.revision == "abc");
  for (const CapabilityLoss& loss : manifest.losses)
    CHECK(loss.engine != "sigmatchd");
  REQUIRE(manifest.signatures.size() == 25);
  for (size_t i = 1; i < manifest.signatures.size(); ++i)
    CHECK(manifest.signatures[i - 1].id < manifest.signatures[i].id);
  for (const ManifestSignature& row : manifest.signatures) {
    const auto& all = request.signatures;
    const auto source =
        std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.id == row.id; });
    REQUIRE(source != all.end());
    CHECK(row.digest == source->digest);
    CHECK(row.rev == source->rev);
    CHECK(row.origin.file == source->origin.file);
  }
  REQUIRE(manifest.artifacts.size() == 4);
  CHECK(manifest.artifacts[0].engine == "sigmatchd");
  CHECK(manifest.artifacts[0].digest == sha256(for_targets(request)->files[0].bytes));
}

TEST_CASE("the order of the inputs does not matter") {
  const auto expected = for_targets(a_request(3, 30));
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    CompileRequest request = a_request(3, 30);
    test::SignatureGenerator order(seed);
    order.shuffle(request.signatures);
    order.shuffle(request.sources);
    const auto compiled = for_targets(request);
    REQUIRE(compiled);
    REQUIRE(compiled->files.size() == expected->files.size());
    for (size_t i = 0; i < compiled->files.size(); ++i)
      REQUIRE(compiled->files[i].bytes == expected->files[i].bytes);
  }
}

TEST_CASE("an id twice is an error that names both places, in one order") {
  CompileRequest request = a_request(4, 2);
  request.signatures[0].origin = {"signatures/b.yaml", 7};
  request.signatures[1].origin = {"signatures/a.yaml", 9};
  request.signatures[0].id = request.signatures[1].id = "same";
  for (int turn = 0; turn < 2; ++turn) {
    std::swap(request.signatures[0], request.signatures[1]);
    const auto compiled = for_targets(request);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().message ==
          "two signatures have the id \"same\": signatures/a.yaml:9 and signatures/b.yaml:7");
  }
}

TEST_CASE("a bundle without signatures is not made") {
  const auto compiled = for_targets({.project = "shop"});
  REQUIRE_FALSE(compiled);
  CHECK(compiled.error().message == "there are no signatures to compile");
}

TEST_CASE("more signatures than 80 % of what a reader takes are refused") {
  const Signature one = test::SignatureGenerator(5).next();
  CompileRequest request{.project = "shop"};
  request.signatures.assign(max_signatures / 5 * 4 + 1, one);
  const auto compiled = for_targets(request);
  REQUIRE_FALSE(compiled);
  CHECK(compiled.error().message ==
        "160001 signatures; the limit is 160000, 80 % of what a reader takes");
}

}  // namespace
}  // namespace sig::compile
