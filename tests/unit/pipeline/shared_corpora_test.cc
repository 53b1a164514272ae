// The starter signatures over larger recordings, where they are there: nothing crashes or hangs,
// counts add up, and the result does not depend on how the work was shared out.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

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

}  // namespace sig
