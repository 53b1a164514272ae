#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "ips/flow.h"
#include "traffic/capture_reader.h"
#include "traffic/event_source.h"

namespace sig::ips {

struct EngineOptions {
  bool midstream = false;      ///< take up connections whose handshake was not seen
  bool async_oneside = false;  ///< accept connections of which one direction was captured
  bool verify_checksums = false;
  bool use_vlan = true;                    ///< VLAN ids are part of a flow's key
  std::uint64_t stream_depth = 1U << 20U;  ///< bytes of a direction that are reassembled; 0: all
  std::uint32_t most_flows = 262144;
  std::uint64_t most_held_bytes = 64U << 20U;  ///< out of order, of all flows
  std::uint32_t part = 0,
                parts = 1;  ///< flows whose address pair hashes to another part are skipped
};

struct EngineCounts {
  std::uint64_t records = 0;   ///< seen in the file
  std::uint64_t rejected = 0;  ///< of them: damaged, no IP, unusable
  std::uint64_t flows = 0;
  std::uint64_t evicted_flows = 0;  ///< ended early because most_flows was reached
  std::uint64_t evicted_bytes = 0;  ///< dropped because most_held_bytes was reached
  std::map<std::string, std::uint64_t> reasons;
};

/// From the packets of one capture to flows, streams and packets for a listener: link layers,
/// VLAN, QinQ, MPLS, PPPoE, GRE, VXLAN, Geneve, Teredo, IP in IP, IPv6 extension headers,
/// defragmentation, flow table with timeouts by packet time, TCP tracking and reassembly. Memory:
/// most_flows flows of fixed size plus most_held_bytes. No allocation per packet once warm. One
/// thread.
class CaptureEngine {
 public:
  CaptureEngine(const EngineOptions& options, FlowListener& listener);
  ~CaptureEngine();

  void take(const traffic::CapturedPacket& captured);
  /// The capture has ended: all flows end, oldest first.
  void finish();
  const EngineCounts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sig::ips
