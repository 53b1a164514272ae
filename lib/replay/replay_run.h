#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "replay/flow_replay.h"
#include "replay/ordered_hits.h"
#include "replay/progress_meter.h"
#include "replay/results.h"
#include "replay/scan.h"
#include "replay/tally.h"

namespace sig::replay {

/// One replay while it runs: the threads' tallies, and what the readers said about the files.
/// scan() may be called by several threads, each with its own worker number.
class ReplayRun {
 public:
  ReplayRun(const ReplayRequest& request,
            std::shared_ptr<const match::Ruleset> ruleset,
            std::vector<WorkItem> items);

  size_t items() const { return items_.size(); }
  void work(std::uint32_t worker, size_t item);

  /// Puts all together; call when no thread works any more.
  Evidence finish();

 private:
  struct Worker {
    MeteredScanner scanner;
    std::map<size_t, CorpusTally> tallies;  ///< by corpus
    std::map<size_t, FlowReplay> flows;     ///< by corpus; of native rules
  };
  /// What the readers said about one corpus.
  struct Reading {
    std::uint64_t records_read = 0;
    std::uint64_t records_rejected = 0;
    std::map<std::string, std::uint64_t> reasons;
    std::optional<Time> first_time;
    std::optional<Time> last_time;
    std::vector<std::uint32_t> parts_left;  ///< by file; 0: read to the end
    std::vector<std::uint64_t> bytes;       ///< by file
  };

  void verify(const WorkItem& item);
  void add_reach(size_t corpus, Evidence& evidence, const CorpusRun& run) const;
  void scan(Worker& worker, size_t item);
  void emit_hits(const Event& event, const match::ScanResult& result, size_t item);
  void note_read(const WorkItem& item, const traffic::ReadCounts& counts, const Status& status);
  void note_invalid(const CorpusInput& corpus, const std::string& what);
  CorpusRun describe(size_t corpus) const;
  Evidence describe_run() const;
  void emit_fired(const std::vector<FiredRate>& fired) const;

  const ReplayRequest& request_;
  std::shared_ptr<const match::Ruleset> ruleset_;
  std::vector<WorkItem> items_;
  std::vector<Worker> workers_;
  ProgressMeter progress_;
  std::optional<OrderedHits> hits_;
  std::mutex mutex_;  ///< of the two below
  std::vector<Reading> readings_;
  std::set<std::string> invalid_;
};

}  // namespace sig::replay
