#pragma once

#include <functional>

#include "base/result.h"
#include "match/matcher.h"
#include "replay/work.h"

namespace sig::replay {

/// Opens the part of the file that an item names and calls `visit` with each of its events. Gives
/// what the reader counted; an error says why the file could not be read on, and `counts` then
/// holds what was read before.
Status read_item(const ReplayRequest& request,
                 const WorkItem& item,
                 std::uint32_t wanted_events,
                 traffic::ReadCounts& counts,
                 const std::function<void(const Event&, const traffic::ReadCounts&)>& visit);

/// A scanner whose cost is measured: CPU time of every 64th scan (and the first ones), scaled by
/// bytes, since asking the clock costs as much as a short scan. One thread.
class MeteredScanner {
 public:
  explicit MeteredScanner(std::shared_ptr<const match::Ruleset> ruleset)
      : scanner_(std::move(ruleset)) {}

  match::ScanResult scan(const Event& event);
  const match::Scanner& scanner() const { return scanner_; }
  std::uint64_t bytes() const { return scanner_.bytes_scanned(); }
  std::uint64_t cpu_ns() const;

 private:
  match::Scanner scanner_;
  std::uint64_t scans_ = 0;
  std::uint64_t sampled_ns_ = 0;
  std::uint64_t sampled_bytes_ = 0;
};

}  // namespace sig::replay
