#pragma once

#include <array>
#include <cstdint>

#include "ips/capture_engine.h"
#include "ips/flow_table.h"

namespace sig::ips {

/// Follows TCP connections and hands their bytes on in order: at once when a segment is next in
/// line, from a copy when it came too early. The first copy of a byte wins. A hole is given up when
/// the other side has acknowledged it, when too much is held, or at the end. One thread.
class TcpTracker {
 public:
  TcpTracker(const EngineOptions& options, FlowListener& listener)
      : options_(options), listener_(listener) {}

  /// A SYN that begins another connection on the same ports.
  bool is_new_connection(const FlowSlot& slot, const Packet& packet) const;
  /// Returns whether the payload is (or will be) part of a stream. Adds stream events to `packet`.
  bool take(FlowSlot& slot, Packet& packet, bool to_server);
  /// After the listener has seen the packet: ends the streams that a FIN or RST ended.
  void finish_packet(FlowSlot& slot, const Packet& packet);
  /// Hands on what is held, over holes.
  void end(FlowSlot& slot, const Packet& packet);
  std::uint64_t evicted_bytes() const { return evicted_bytes_; }

 private:
  /// RFC 7323 5.3: a segment whose timestamp went back is not used.
  static bool is_time_right(FlowSlot& slot, const Packet& packet, bool to_server);
  static bool is_reset_right(const FlowSlot& slot, const Packet& packet);
  void event(Packet& packet, PacketEvent what);
  void take_flags(FlowSlot& slot, Packet& packet, bool to_server);
  void take_syn(FlowSlot& slot, const Packet& packet, bool to_server);
  void pick_up(FlowSlot& slot, const Packet& packet, bool to_server);
  bool take_payload(FlowSlot& slot, Packet& packet, bool to_server);
  void deliver(FlowSlot& slot, bool to_server, std::string_view bytes, const Packet& packet);
  void drain(FlowSlot& slot, bool to_server, const Packet& packet);
  void skip_hole(FlowSlot& slot, bool to_server, const Packet& packet);
  void note_acknowledgement(FlowSlot& slot, const Packet& packet, bool to_server);
  void hold_within_limit(FlowSlot& slot, bool to_server, const Packet& packet);
  void note_sizes(FlowSlot& slot);

  const EngineOptions& options_;
  FlowListener& listener_;
  std::array<EventNumber, 16> events_{};
  bool depth_reached_ = false;
  bool is_unused_ = false;  // the packet is no part of its connection
  std::uint64_t held_bytes_ = 0;
  std::uint64_t evicted_bytes_ = 0;
};

/// SYN and ACK: the packet answers, so its destination is the client.
bool tcp_flag_answer(const Packet& packet);

}  // namespace sig::ips
