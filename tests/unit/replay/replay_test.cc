#include "replay/replay.h"

#include <catch2/catch.hpp>

#include "replay/evidence_file.h"
#include "support/replay_fixture.h"

namespace sig::replay {
namespace {

TEST_CASE("counts of signatures, units and clients fit each other") {
  tests::ReplayFixture fixture;
  const Evidence evidence = fixture.run(2);
  CHECK(evidence.invalid.empty());
  const CorpusRun& run = evidence.corpora.at(0);
  CHECK(run.files_read == 3);
  CHECK(run.records_read == 200 + 250 + 300);
  CHECK(run.records_pinned == run.records_read);
  const SurfaceCounts& requests = run.surfaces.at(Surface::HttpRequest);
  CHECK(requests.total.units == 750);
  CHECK(requests.total.blocked[2] > 0);
  CHECK(requests.total.flagged > requests.total.blocked[0]);
  const SignatureOnCorpus& admin = evidence.signatures[0].corpora.at("benign-web");
  CHECK(admin.hits > 0);
  CHECK(admin.reachable == 750);
  CHECK(admin.examples.size() == 20);
  CHECK(admin.examples[0].file == "access-0.log");
  CHECK(admin.examples[0].parts.at(0).matched == "/admin");
  CHECK(evidence.rate_candidates.empty());
  CHECK(read_evidence(evidence_document(evidence), "evidence.json"));
}

struct Damage {
  const char* name;
  std::function<void(tests::ReplayFixture&, const std::string& folder)> act;
};

TEST_CASE("a corpus that is not the pinned one makes the run invalid, never clean") {
  const std::vector<Damage> damages{
      {"a changed file",
       [](auto&, const std::string& folder) {
         REQUIRE(write_atomically(folder + "/access-1.log", tests::access_log(250, 22)));
       }},
      {"a file cut short",
       [](auto&, const std::string& folder) {
         REQUIRE(write_atomically(folder + "/access-1.log", tests::access_log(249, 21)));
       }},
      {"an empty file",
       [](auto&, const std::string& folder) {
         REQUIRE(write_atomically(folder + "/access-1.log", ""));
       }},
      {"a missing file",
       [](auto&, const std::string& folder) {
         REQUIRE(std::remove((folder + "/access-1.log").c_str()) == 0);
       }},
      {"an extra file",
       [](auto&, const std::string& folder) {
         REQUIRE(write_atomically(folder + "/access-9.log", tests::access_log(9, 1)));
       }},
      {"a record more pinned than there is",
       [](tests::ReplayFixture& fixture, const std::string&) {
         fixture.request.corpora[0].manifest.files[0].records += 1;
       }},
      {"nothing that the signatures look at",
       [](tests::ReplayFixture& fixture, const std::string&) {
         fixture.request.signatures.resize(1);
         fixture.request.signatures[0].on = Surface::Packet;
         fixture.request.signatures[0].match.children[0].test.field = {FieldId::PacketPayload, ""};
       }},
  };
  for (const Damage& damage : damages) {
    DYNAMIC_SECTION(damage.name) {
      tests::ReplayFixture fixture;
      damage.act(fixture, fixture.folder.path() + "/benign-web");
      const Evidence evidence = fixture.run(2);
      CHECK_FALSE(evidence.invalid.empty());
    }
  }
}

TEST_CASE("hits come in the order of files and records, rates last, for any number of workers") {
  tests::ReplayFixture fixture;
  std::vector<std::string> orders[2];
  for (const std::uint32_t workers : {1U, 3U}) {
    auto& order = orders[workers > 1 ? 1 : 0];
    fixture.request.on_hit = [&](const HitEvent& hit) {
      order.push_back(hit.signature->id + " " + hit.example.file + " " +
                      std::to_string(hit.example.record));
    };
    fixture.run(workers);
  }
  CHECK(orders[0].size() > 100);
  CHECK(orders[0] == orders[1]);
  CHECK(orders[0].back().starts_with("login-flood"));
}

TEST_CASE("what cannot be run at all is an error") {
  tests::ReplayFixture fixture;
  fixture.request.shards = 65;
  CHECK(replay(fixture.request).error().kind == ErrorKind::Usage);
  fixture.request.shards = 1;
  fixture.request.signatures.clear();
  CHECK(replay(fixture.request).error().message == "there is no signature to replay");
}

TEST_CASE("a comparison lists the units that change verdict and counts all of them") {
  tests::ReplayFixture fixture;
  const std::vector<Signature> before{tests::path_signature("admin", "/admin")};
  fixture.request.signatures = before;
  const std::vector<Signature> after{tests::path_signature("cart", "/cart", Action::Alert)};
  const Result<Comparison> same = compare(fixture.request, before);
  REQUIRE(same);
  CHECK(same->changes.empty());
  CHECK(same->mcnemar_p == 1);
  fixture.request.workers = 2;
  const Result<Comparison> changed = compare(fixture.request, after, std::nullopt, 5);
  REQUIRE(changed);
  CHECK(changed->changes.size() == 5);
  CHECK(changed->newly_flagged_benign > 5);
  CHECK(changed->no_longer_flagged_benign > 5);
  CHECK(changed->newly_blocked_benign == 0);
  CHECK(changed->no_longer_blocked_benign == changed->no_longer_flagged_benign);
}

}  // namespace
}  // namespace sig::replay
