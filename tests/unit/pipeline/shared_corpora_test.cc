// The starter signatures over larger recordings, where they are there: nothing crashes or hangs,
// counts add up, and the result does not depend on how the work was shared out.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>

#include "base/file.h"
#include "pipeline/rehearse.h"
#include "replay/replay.h"

namespace sig {
namespace {

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

class Rehearsals {
 public:
  explicit Rehearsals(const std::string& corpus) : traffic_(corpora() + "/" + corpus) {
    REQUIRE(cache_);
  }

  Evidence run(std::uint32_t workers, std::uint32_t shard = 0, std::uint32_t shards = 1) const {
    Diagnostics diagnostics;
    auto rehearsal = pipeline::rehearse({.folder = "/",
                                         .sources = {SIGCTL_SOURCE_DIR "/cli/starter/signatures"},
                                         .traffic = {traffic_},
                                         .cache_folder = cache_->path(),
                                         .workers = workers,
                                         .shard = shard,
                                         .shards = shards,
                                         .clock = [] { return Time{}; }},
                                        diagnostics);
    if (!rehearsal) FAIL(rehearsal.error().message);
    return rehearsal->evidence;
  }

 private:
  std::string traffic_;
  Result<TempFolder> cache_ = TempFolder::create("sigctl-corpora");
};

}  // namespace

TEST_CASE("larger corpora: every record is accounted for, and sharing out changes nothing") {
  struct Row {
    const char* name;
    std::uint64_t records;  ///< counted by other tools; 0: damaged on purpose
  };
  for (const Row& row : {Row{"benign-pcap", 137833},
                         Row{"attack-pcap", 4666},
                         Row{"robustness-pcap", 0},
                         Row{"benign-http", 0},
                         Row{"attack-http", 0}}) {
    if (!is_folder(corpora() + "/" + row.name)) {
      std::cout << "skipped: no " << row.name << " at " << corpora() << "\n";
      continue;
    }
    CAPTURE(row.name);
    const Rehearsals rehearsals(row.name);
    const Evidence whole = rehearsals.run(1);
    REQUIRE(whole.corpora.size() == 1);
    const CorpusRun& corpus = whole.corpora[0];
    const std::uint64_t seen = corpus.records_read + corpus.records_rejected;
    CHECK(corpus.records_read > 0);
    if (row.records > 0) CHECK(seen == row.records);
    std::uint64_t rejected = 0;
    for (const auto& [reason, count] : corpus.reasons)
      rejected += reason.starts_with("rejected: ") ? count : 0;
    CHECK(rejected == corpus.records_rejected);
    CHECK(rehearsals.run(5).result_digest == whole.result_digest);
    const auto merged =
        replay::merge({rehearsals.run(2, 2, 3), rehearsals.run(1, 0, 3), rehearsals.run(1, 1, 3)});
    REQUIRE(merged);
    CHECK(merged->result_digest == whole.result_digest);
  }
}

TEST_CASE("what a year and a half of a public rule set changes is what README says") {
  const std::string rules = corpora() + "/rules-suricata/etopen-";
  if (!is_folder(rules + "202404") || !is_folder(corpora() + "/benign-pcap")) {
    std::cout << "skipped: no two versions of a rule set at " << corpora() << "\n";
    return;
  }
  const auto cache = TempFolder::create("sigctl-upgrade");
  REQUIRE(cache);
  Diagnostics diagnostics;
  pipeline::RehearsalRequest request{.folder = "/", .traffic = {corpora() + "/benign-pcap"}};
  request.options.midstream = true;
  request.options.verify_checksums = false;
  request.cache_folder = cache->path();
  request.workers = 2;
  const auto found = pipeline::compare(request, rules + "202404", rules + "202508", diagnostics);
  if (!found) FAIL(found.error().message);
  std::map<replay::SignatureChange::Kind, size_t> kinds;
  std::map<std::string, std::uint64_t> blamed;
  for (const replay::SignatureChange& one : found->signatures) {
    ++kinds[one.kind];
    if (const auto units = one.begins + one.ends + one.acts; units > 0) blamed[one.id] = units;
  }
  using Kind = replay::SignatureChange::Kind;
  CHECK(kinds[Kind::Added] == 245);
  CHECK(kinds[Kind::Removed] == 10475);
  CHECK(kinds[Kind::Changed] == 5685);
  CHECK(found->newly_flagged_unlabelled == 7);
  CHECK(found->no_longer_flagged_unlabelled == 17);
  CHECK(blamed == std::map<std::string, std::uint64_t>{{"sid-2013028", 16},
                                                       {"sid-2006380", 4},
                                                       {"sid-2062928", 3},
                                                       {"sid-2017871", 2},
                                                       {"sid-2008701", 1},
                                                       {"sid-2019018", 1},
                                                       {"sid-2400005", 1}});
}

}  // namespace sig
