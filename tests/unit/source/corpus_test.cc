#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "base/file.h"
#include "source/source.h"

namespace sig {
namespace {

std::string row(size_t number) {
  return fmt::format(
      "  - {{path: \"day/{:06}.pcap\", digest: \"sha256:{:064x}\", bytes: 10, format: pcap, "
      "records: 3, rejected: 1}}\n",
      number,
      number);
}

Result<CorpusManifest> read(const std::string& text, Diagnostics& diagnostics) {
  auto work = TempFolder::create("corpus");
  REQUIRE(work);
  REQUIRE(write_atomically(work->path() + "/corpus.yaml", text));
  return source::read_corpus_manifest(work->path(), diagnostics);
}

TEST_CASE("a manifest reads whole, its digest over its bytes") {
  const std::string text =
      "name: benign-web\nlabel: benign\nclient: record\nclient_reason: one line a user\n"
      "provenance: \"nginx and curl\"\nclients: 2\ncaptured_from: \"2026-11-02T08:00:00Z\"\n"
      "captured_to: 2026-11-02T09:00:00Z\nfiles:\n" +
      row(2) + row(1);
  Diagnostics diagnostics;
  const auto manifest = read(text, diagnostics);
  REQUIRE(manifest);
  CHECK(diagnostics.as_text().empty());
  CHECK(manifest->name == "benign-web");
  CHECK(manifest->label == Label::Benign);
  CHECK(manifest->client.kind == ClientRule::Kind::Record);
  CHECK(manifest->client_reason == "one line a user");
  CHECK(manifest->clients == 2);
  CHECK(to_iso8601(*manifest->captured_to) == "2026-11-02T09:00:00Z");
  REQUIRE(manifest->files.size() == 2);
  CHECK(manifest->files[0].path == "day/000001.pcap");
  CHECK(manifest->files[0].digest.hex().ends_with("01"));
  CHECK(manifest->files[1].records == 3);
  CHECK(manifest->files[1].rejected == 1);
  CHECK(manifest->digest == sha256(text));
}

TEST_CASE("a manifest may name 100,000 recordings") {
  std::string text = "name: big\nlabel: benign\nclient: source-ip\nclients: 2\nfiles:\n";
  for (size_t number = 0; number < 100000; ++number)
    text += row(number);
  Diagnostics diagnostics;
  const auto manifest = read(text, diagnostics);
  REQUIRE(manifest);
  CHECK(diagnostics.as_text().empty());
  CHECK(manifest->files.size() == 100000);
}

TEST_CASE("a recording that stands twice is reported with both places") {
  Diagnostics diagnostics;
  REQUIRE(read("name: a\nlabel: benign\nclient: source-ip\nclients: 2\nfiles:\n" + row(1) + row(1),
               diagnostics));
  REQUIRE(diagnostics.sorted().size() == 1);
  CHECK(diagnostics.sorted()[0].message ==
        "the file \"day/000001.pcap\" stands twice, first in line 6");
}

TEST_CASE("a folder without corpus.yaml is an error that names the file") {
  auto work = TempFolder::create("corpus");
  REQUIRE(work);
  Diagnostics diagnostics;
  const auto manifest = source::read_corpus_manifest(work->path(), diagnostics);
  REQUIRE_FALSE(manifest);
  CHECK(manifest.error().message.find("corpus.yaml") != std::string::npos);
}

}  // namespace
}  // namespace sig
