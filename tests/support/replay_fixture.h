#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "model/signature_json.h"
#include "replay/replay.h"
#include "traffic/corpus.h"

namespace sig::tests {

/// A signature on requests whose path contains `text`.
inline Signature path_signature(std::string id, std::string text, Action action = Action::Block) {
  Signature out;
  out.id = std::move(id);
  out.title = "Title";
  out.category = "path-traversal";
  out.confidence = Confidence::High;
  out.action = action;
  out.on = Surface::HttpRequest;
  Condition test;
  test.kind = Condition::Kind::Test;
  test.test.field = {FieldId::HttpPath, ""};
  test.test.op = Operator::Contains;
  test.test.values = {std::move(text)};
  out.match.kind = Condition::Kind::All;
  out.match.children = {test};
  out.digest = meaning_digest(out);
  return out;
}

/// The starter of these tests: a blocking one, an alert, and a rate of three logins a minute.
inline std::vector<Signature> three_signatures() {
  std::vector<Signature> out{path_signature("admin", "/admin"),
                             path_signature("login-flood", "/login"),
                             path_signature("setup", "/setup", Action::Alert)};
  out[1].rate = Rate{3, Seconds{60}, {FieldId::ClientIp, ""}};
  out[1].digest = meaning_digest(out[1]);
  return out;
}

/// An access log of `lines` requests by a few dozen clients, one a second.
inline std::string access_log(int lines, int first_client) {
  const char* paths[]{"/", "/login", "/admin/x", "/a/setup", "/img/logo.png", "/login", "/cart"};
  std::string out;
  for (int i = 0; i < lines; ++i) {
    const int client = first_client + (i * 7 + i / 11) % 37;
    out += "192.0.2." + std::to_string(client) +
           " - - [10/Oct/2026:13:" + std::to_string(10 + i / 60 % 50) + ":" +
           std::to_string(10 + i % 50) + " +0000] \"GET " + paths[(i * 5 + i / 3) % 7] +
           " HTTP/1.1\" 200 12 \"-\" \"agent\"\n";
  }
  return out;
}

/// A pinned corpus of three access logs in a folder of its own.
struct ReplayFixture {
  TempFolder folder = *TempFolder::create("replay-test");
  replay::ReplayRequest request;

  ReplayFixture() {
    const std::string corpus = folder.path() + "/benign-web";
    REQUIRE(make_folders(corpus));
    for (int i = 0; i < 3; ++i) {
      REQUIRE(write_atomically(corpus + "/access-" + std::to_string(i) + ".log",
                               access_log(200 + 50 * i, 1 + 20 * i)));
    }
    pin();
    request.bundle = sha256("bundle");
    request.project = "shop";
    request.signatures = three_signatures();
  }

  void pin() {
    traffic::PinRequest pin_request;
    pin_request.folder = folder.path() + "/benign-web";
    pin_request.name = "benign-web";
    pin_request.label = Label::Benign;
    Result<CorpusManifest> manifest = traffic::pin_corpus(pin_request);
    REQUIRE(manifest);
    traffic::corpus_yaml(*manifest);
    request.corpora = {{"benign-web", pin_request.folder, *manifest, true}};
  }

  Evidence run(std::uint32_t workers = 1, std::uint32_t shard = 0, std::uint32_t shards = 1) {
    request.workers = workers;
    request.shard = shard;
    request.shards = shards;
    Result<Evidence> out = replay::replay(request);
    if (!out) FAIL(out.error().message);
    return *std::move(out);
  }
};

}  // namespace sig::tests
