#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "replay/replay.h"

namespace sig::replay {

/// One piece of work: a part of a file, or the comparison of a corpus's folder with its manifest.
struct WorkItem {
  enum class Kind { Verify, Scan };
  Kind kind = Kind::Scan;
  size_t corpus = 0;
  size_t file = 0;
  traffic::Part part;
  std::uint64_t bytes = 0;  ///< this item's share of the file
};

/// Files above this size are split among the workers.
inline constexpr std::uint64_t large_file = 8U << 20U;

/// All items in the order in which they are begun. Refuses shards that no 64 tables can make.
Result<std::vector<WorkItem>> plan_work(const ReplayRequest& request);

/// Where a file of a corpus is, and its name in evidence.
std::string path_of(const CorpusInput& corpus, size_t file);
std::string name_of(const CorpusInput& corpus, size_t file);

}  // namespace sig::replay
