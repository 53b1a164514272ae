#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "ips/capture_scan.h"
#include "ips/reach_count.h"
#include "match/matcher.h"
#include "replay/replay.h"
#include "replay/work.h"
#include "traffic/client_key.h"

namespace sig::replay {

/// Whether the file begins as a pcap or pcapng does, unpacked.
bool is_capture_file(const std::string& path);

/// Runs native rules over captures and shows each flow when it has ended, as an event whose hits
/// are of these rules. Holds the hits of open flows. One thread.
class FlowReplay {
 public:
  /// Hits are indexes into `signatures`, which are sorted by id. Both must outlive it.
  FlowReplay(const NativeRules& native, const std::vector<Signature>& signatures);

  using Visit = std::function<void(const Event&, std::span<const match::Hit>)>;

  /// Whether this item is to run the rules over its capture: of the parts of a file one does, since
  /// thresholds and host bits span its flows.
  static bool is_for(const ReplayRequest& request, const WorkItem& item);

  /// Shows the flows of the item's file; `counts` are as of a reader.
  Status run(const ReplayRequest& request,
             const WorkItem& item,
             traffic::ReadCounts& counts,
             const Visit& visit);

  /// What another of the same rules has counted.
  void add(const FlowReplay& other);
  /// How often each signature (by index) could have fired in all that was run.
  std::vector<std::uint64_t> reachable() const;
  std::uint64_t bytes_scanned() const { return bytes_scanned_; }
  std::uint64_t cpu_ns() const { return cpu_ns_; }

 private:
  Status run_suricata(const ReplayRequest& request,
                      const WorkItem& item,
                      traffic::ReadCounts& counts,
                      const Visit& visit);
  std::optional<std::uint32_t> signature_of(const engine::EngineAlert& alert) const;

  const NativeRules& native_;
  const std::vector<Signature>& signatures_;
  std::vector<std::uint32_t> owners_;  // per rule: index of its signature
  ips::ReachCount reach_;
  std::uint64_t bytes_scanned_ = 0;
  std::uint64_t cpu_ns_ = 0;
};

}  // namespace sig::replay
