#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/ip.h"
#include "base/time.h"
#include "ips/packet.h"

namespace sig::ips {

/// What the inspection keeps with a flow. Owned by the flow, made and known by the FlowListener.
class FlowMemory {
 public:
  virtual ~FlowMemory() = default;
};

/// A TCP connection, a UDP or ICMP conversation, as rules see it. Not moved while it lives.
struct Flow {
  IpAddress client, server;
  std::uint16_t client_port = 0, server_port = 0;
  std::uint8_t protocol = 0;
  std::uint64_t number = 0;  ///< 1-based, in the order of first packets
  Time first, last;
  std::uint64_t packets_to_server = 0, packets_to_client = 0;
  std::uint64_t bytes_to_server = 0, bytes_to_client = 0;
  /// TCP: the three-way handshake was seen (or picked up midstream); UDP and others: both sides
  /// have spoken.
  bool is_established = false;
  /// TCP: a session is tracked, so that stream data comes for this flow.
  bool has_stream = false;
  bool is_closed = false;
  // Kept by the listener: what the flow was when its last packet came.
  bool was_established = false;
  std::array<bool, 2> ip_rules_done{};  ///< rules of addresses alone, once a direction
  /// Bytes of the stream in each direction as stream_size counts them (acknowledged sequence space).
  std::uint64_t stream_bytes_to_server = 0, stream_bytes_to_client = 0;
  std::unique_ptr<FlowMemory> memory;  ///< of the listener
};

/// Told what a capture shows, in order. For one packet: data() for each piece of stream that it
/// released (0 or more), then packet(). After its last packet a flow ends with flow_end().
class FlowListener {
 public:
  virtual ~FlowListener() = default;
  /// Reassembled bytes, in order within their direction; views live for the call.
  virtual void data(Flow& flow, bool to_server, std::string_view bytes, const Packet& packet) = 0;
  virtual void gap(Flow& flow, bool to_server, std::uint64_t length, const Packet& packet) = 0;
  /// That direction has ended (FIN delivered, RST): no more data of it will come.
  virtual void stream_end(Flow& flow, bool to_server, const Packet& packet) = 0;
  /// Every packet, `flow` null for those without one (fragments as they came, broken headers).
  /// `in_stream`: its payload is (or will be) shown as data(), so payload is not to be looked at
  /// again for rules that look at streams.
  virtual void packet(const Packet& packet, Flow* flow, bool to_server, bool in_stream) = 0;
  /// No more packets of this flow; `packet` is a pseudo packet with its addresses.
  virtual void flow_end(Flow& flow, const Packet& packet) = 0;
};

}  // namespace sig::ips
