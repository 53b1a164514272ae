#include "bundle/manifest.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/support/bundles.h"

namespace sig::bundle {
namespace {

std::string good_text() {
  return manifest_text(open_bytes(test::small_bundle_bytes(), "b")->manifest);
}

struct Change {
  std::string_view name, from, to, message;
};

TEST_CASE("a manifest that sigctl would not write is refused and says where") {
  const auto change = GENERATE(values<Change>({
      {"a later version",
       "manifest/1",
       "manifest/2",
       R"(manifest.json: "schema": is "manifest/2"; this version reads "manifest/1")"},
      {"unknown key",
       "\"project\"",
       "\"x\": 1,\n  \"project\"",
       R"(manifest.json: unknown key "x")"},
      {"missing key", "\"project\": \"shop-edge\",", "", R"(manifest.json: "project": is missing)"},
      {"duplicate key",
       "\"project\"",
       "\"revision\": \"\",\n  \"project\"",
       R"(manifest.json: duplicate key "revision")"},
      {"spaces",
       "\"project\": ",
       "\"project\":  ",
       "manifest.json is not written as sigctl writes it"},
      {"escape of a plain letter",
       "shop-edge",
       "shop\\u002dedge",
       "manifest.json is not written as sigctl writes it"},
      {"type",
       "\"rev\": 3",
       "\"rev\": \"3\"",
       R"(manifest.json: signatures[0]: "rev": expected a whole number from 0 to 4294967295)"},
      {"action",
       "\"block\"",
       "\"drop\"",
       R"(manifest.json: signatures[0]: "action": expected one of the names that schemas/manifest.schema.json lists)"},
      {"hostile path",
       "sources/signatures",
       "sources/../../etc",
       R"(path "sources/../../etc/web.yaml" has a component "." or "..")"},
      {"order",
       "sources/signatures",
       "aaaa",
       "manifest.json: files[1] is out of order or stands there twice"},
      {"artifact digest",
       "\"artifacts/sigmatchd/signatures.json\"",
       "\"artifacts/other.json\"",
       R"(manifest.json: the artifact "artifacts/other.json" of "sigmatchd" is not among the files with its digest)"},
      {"loss of a stranger",
       "\"losses\": []",
       "\"losses\": [{\"signature\": \"x\", \"engine\": \"e\", \"reason\": \"r\"}]",
       R"(manifest.json: a loss of "x", which is not among the signatures)"},
  }));
  DYNAMIC_SECTION(change.name) {
    std::string text = good_text();
    const size_t at = text.find(change.from);
    REQUIRE(at != std::string::npos);
    text.replace(at, change.from.size(), change.to);
    const auto read = read_manifest(text, {});
    REQUIRE_FALSE(read);
    CHECK(read.error().message == change.message);
  }
}

TEST_CASE("a manifest reads back to the same text") {
  auto [manifest, files] = test::small_bundle();
  manifest.losses = {{"path-traversal", "fail2ban", "reads log lines only"},
                     {"path-traversal", "suricata", "has no such decode"}};
  const auto opened = open_bytes(*seal(manifest, files), "b");
  REQUIRE(opened);
  CHECK(read_manifest(manifest_text(opened->manifest), {})->losses[1].reason ==
        "has no such decode");
  CHECK(opened->manifest.signatures[0].origin.file == "signatures/web.yaml");
}

struct Refused {
  std::string_view name;
  std::function<void(BundleManifest&, std::vector<BundleFile>&)> change;
  std::string_view message;
};

TEST_CASE("what a consumer would refuse is not sealed") {
  using M = BundleManifest;
  using F = std::vector<BundleFile>;
  const auto refused = GENERATE(values<Refused>({
      {"hostile path",
       [](M&, F& f) { f[0].path = "../x"; },
       R"(path "../x" has a component "." or "..")"},
      {"manifest twice",
       [](M&, F& f) {
         f.push_back({"manifest.json", ""});
       },
       R"(path "manifest.json" stands there twice)"},
      {"path twice",
       [](M&, F& f) { f.push_back(f[0]); },
       "manifest.json: files[2] is out of order or stands there twice"},
      {"case alone",
       [](M&, F& f) {
         f.push_back({"Sources/signatures/web.yaml", ""});
       },
       R"(paths "Sources/signatures/web.yaml" and "sources/signatures/web.yaml" differ in case alone)"},
      {"file and folder",
       [](M&, F& f) {
         f.push_back({"sources/signatures", ""});
       },
       R"(path "sources/signatures" is a file and the folder of "sources/signatures/web.yaml")"},
      {"signature twice",
       [](M& m, F&) { m.signatures.push_back(m.signatures[0]); },
       "manifest.json: signatures[1] is out of order or stands there twice"},
      {"project not UTF-8",
       [](M& m, F&) { m.project = "\xff"; },
       R"(manifest.json: project "\xff" is not UTF-8)"},
      {"another artifact",
       [](M&, F& f) { f[1].bytes += " "; },
       R"(manifest.json: the artifact "artifacts/sigmatchd/signatures.json" of "sigmatchd" is not among the files with its digest)"},
      {"long path",
       [](M&, F& f) { f[0].path = "a/" + std::string(191, 'b'); },
       "path "
       "\"a/"
       "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
       "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
       "bb"
       "bbbbbbbbb\" has 193 bytes; the limit is 192"},
  }));
  DYNAMIC_SECTION(refused.name) {
    auto [manifest, files] = test::small_bundle();
    refused.change(manifest, files);
    const auto sealed = seal(manifest, files);
    REQUIRE_FALSE(sealed);
    CHECK(sealed.error().message == refused.message);
  }
}

TEST_CASE("a producer stops at 80 % of what a consumer takes") {
  auto [manifest, files] = test::small_bundle();
  CHECK(seal(manifest, files, {.files = 5}));
  CHECK_FALSE(seal(manifest, files, {.files = 3}));
  const auto many = seal(manifest, files, {.files = 0});
  CHECK(many.error().message ==
        "the bundle would have 3 files; the limit is 0, 80 % of what a consumer takes");
  const std::uint64_t size = seal(manifest, files)->size();
  CHECK(seal(manifest, files, {.bytes = size * 5 / 4 + 5}));
  const auto large = seal(manifest, files, {.bytes = size * 5 / 4 - 5});
  REQUIRE_FALSE(large);
  CHECK(large.error().hint == "split the signatures over two projects");
}

}  // namespace
}  // namespace sig::bundle
