#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "traffic/decoded_packet.h"
#include "traffic/event_source.h"
#include "traffic/flow_table.h"

namespace sig::traffic {

/// Follows the flows of a capture in 64 tables and puts what they carry into a context's outputs.
/// Per table: 4,096 flows, 4 MiB of kept bytes (more where one
/// flow's depth and bodies need it), 512 KiB out of order; the oldest flow is ended
/// first, its content shown as far as it goes. By packet time, a connection ends after an hour
/// without packets, a UDP flow or what is left of a closed connection after a minute. One thread.
class FlowTracker {
 public:
  explicit FlowTracker(ContentContext& context);

  /// Takes a TCP or UDP packet. Returns its flow, which lives until clear().
  const Flow* take(const DecodedPacket& packet, std::uint32_t table, Side& side);
  /// Ends the next flows that are left, oldest first by table; false when there were none.
  bool end_next();
  /// All outputs have been shown.
  void clear();

 private:
  Flow& open(std::uint32_t table, const FlowKey& key, std::uint64_t hash);
  Flow& take_tcp(Flow& known, const DecodedPacket& packet, Side side);
  void take_udp(Flow& flow, const DecodedPacket& packet, Side side);
  void end(Flow& flow);
  void expire(FlowTable& table);
  void account(Flow& flow);
  void keep_within_memory(FlowTable& table, Flow& current);

  ContentContext& context_;
  size_t most_bytes_;
  std::array<FlowTable, virtual_tables> tables_;
  size_t ending_ = 0;                         // table that end_next() is at
  std::vector<std::unique_ptr<Flow>> ended_;  // shown, then spare again
  std::vector<std::unique_ptr<Flow>> spare_;
  std::vector<Flow*> closed_;  // their content can go after it was shown
};

}  // namespace sig::traffic
