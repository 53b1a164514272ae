#include "traffic/corpus.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/file.h"
#include "base/text.h"

namespace sig::traffic {
namespace {

const std::string access_line =
    "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n"
    "192.0.2.8 - - [18/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n"
    "broken\n";

TempFolder corpus_folder() {
  auto folder = TempFolder::create("corpus");
  REQUIRE(folder);
  const auto put = [&](const std::string& path, std::string_view bytes) {
    REQUIRE(make_folders(parent_path(join_path(folder->path(), path))));
    REQUIRE(write_atomically(join_path(folder->path(), path), bytes));
  };
  put("b/access.log", access_line);
  put("a \"b\".http", "GET / HTTP/1.1\r\n\r\n");
  put("README.md", "no recording");
  put(".keep", "");
  return std::move(*folder);
}

TEST_CASE("pinning a corpus says what every recording holds") {
  const TempFolder folder = corpus_folder();
  PinRequest request{.folder = folder.path(), .name = "web", .label = Label::Benign};
  request.provenance = "recorded\nby us";
  request.workers = GENERATE(1U, 4U);
  auto manifest = pin_corpus(request);
  REQUIRE(manifest);
  const std::string yaml = corpus_yaml(*manifest);
  CHECK(yaml ==
        "name: \"web\"\n"
        "label: benign\n"
        "client: \"source-ip\"\n"
        "provenance: \"recorded\\nby us\"\n"
        "clients: 3\n"
        "captured_from: 2015-05-17T10:05:03Z\n"
        "captured_to: 2015-05-18T10:05:03Z\n"
        "files:\n"
        "  - path: \"a \\\"b\\\".http\"\n"
        "    digest: \"sha256:" +
            sha256("GET / HTTP/1.1\r\n\r\n").hex() +
            "\"\n"
            "    bytes: 18\n"
            "    format: http\n"
            "    records: 1\n"
            "    rejected: 0\n"
            "  - path: \"b/access.log\"\n"
            "    digest: \"sha256:" +
            sha256(access_line).hex() +
            "\"\n"
            "    bytes: " +
            std::to_string(access_line.size()) +
            "\n"
            "    format: accesslog\n"
            "    records: 3\n"
            "    rejected: 1\n");
  CHECK(manifest->digest == sha256(yaml));
}

TEST_CASE("a changed, missing or new recording is told apart from the pinned ones") {
  const TempFolder folder = corpus_folder();
  const auto manifest = pin_corpus({.folder = folder.path()});
  REQUIRE(manifest);
  CHECK(compare_with_folder(*manifest, folder.path())->empty());
  REQUIRE(write_atomically(folder.path() + "/c.http", "GET /"));
  REQUIRE(write_atomically(folder.path() + "/a \"b\".http", "GET /other"));
  CHECK(std::remove((folder.path() + "/b/access.log").c_str()) == 0);
  const auto differences = compare_with_folder(*manifest, folder.path());
  REQUIRE(differences);
  CHECK(*differences == std::vector<std::string>{"\"a \"b\".http\" has changed: its SHA-256 is " +
                                                     sha256("GET /other").hex() + ", pinned was " +
                                                     sha256("GET / HTTP/1.1\r\n\r\n").hex(),
                                                 "\"b/access.log\" is missing",
                                                 "\"c.http\" is not pinned"});
}

TEST_CASE("what cannot be pinned is refused with all its reasons") {
  const auto folder = TempFolder::create("corpus");
  REQUIRE(folder);
  const std::string& root = folder->path();
  const auto message = [&] {
    const auto manifest = pin_corpus({.folder = root});
    return manifest ? "pinned" : manifest.error().message;
  };
  CHECK(message() == quote(root, 240) + " holds no recordings");
  REQUIRE(write_atomically(root + "/empty.log", ""));
  CHECK(message() == quote(root, 240) + " holds recordings without any record");
  REQUIRE(write_atomically(root + "/a.har", "{\"log\": {\"entries\": ["));
  REQUIRE(write_atomically(root + "/b.bin", "what"));
  REQUIRE(write_atomically(root + "/access.log", "what\n"));
  CHECK(message() == "3 of the recordings cannot be pinned: \"a.har\" ends inside its JSON; \"" +
                         root + "/access.log\" holds no record that can be read as accesslog; \"" +
                         root + "/b.bin\" is not a recording of a known format");
  const auto unreasoned =
      pin_corpus({.folder = root, .client = {.kind = ClientRule::Kind::Record, .name = ""}});
  CHECK(unreasoned.error().message ==
        "every record shall count as a client of its own, but nothing says why");
}

TEST_CASE("clients are counted over all recordings of a corpus") {
  const auto folder = TempFolder::create("corpus");
  REQUIRE(folder);
  for (const char* name : {"/a.log", "/b.log"}) {
    REQUIRE(write_atomically(folder->path() + name, access_line));
  }
  const auto clients = [&](const ClientRule& rule) {
    return pin_corpus({.folder = folder->path(), .client = rule, .client_reason = "x"})->clients;
  };
  CHECK(clients({}) == 2);
  // Records of equal number in two files were one client while keys left the file out.
  CHECK(clients({.kind = ClientRule::Kind::Record, .name = ""}) == 4);
}

}  // namespace
}  // namespace sig::traffic
