#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ips/event_names.h"
#include "ips/packet.h"
#include "traffic/capture_reader.h"
#include "traffic/fragments.h"
#include "traffic/link_layer.h"

namespace sig::ips {

/// The packets of one captured record: each layer of a tunnel is one, the outermost first.
class Decoder {
 public:
  explicit Decoder(bool verify_checksums) : verify_(verify_checksums) {}

  /// What the record holds; views live until the next call. Empty `packets()` and a reason in
  /// `counts` when there is no IP in it.
  void decode(const traffic::CapturedPacket& captured, std::uint64_t record);
  std::array<Packet, traffic::deepest_nesting + 2>& packets() { return packets_; }
  size_t count() const { return count_; }
  /// VLAN tags in front of the outermost packet, for a flow's key.
  std::uint32_t vlan() const { return vlan_; }
  traffic::ReasonCounts& reasons() { return reasons_; }
  bool is_rejected() const { return rejected_; }
  void finish() { fragments_.finish(reasons_); }

 private:
  /// Where decoding stands within a record.
  struct Place {
    std::string_view bytes;
    std::uint32_t cut = 0;  ///< bytes that the capture left out behind
    int depth = 0;
  };
  Packet* next_packet();
  void event(PacketEvent what);
  /// Of a link-layer header that is cut: shown as a packet without IP.
  void link_event(const traffic::CapturedPacket& captured);
  /// An IP packet that is longer than what was captured: Suricata does not look into it.
  void cut_short(Place place, PacketEvent what);
  void ip(Place place);
  void ipv4(Place place);
  void ipv6(Place place);
  bool ipv4_options(std::string_view options, Packet& packet);
  /// Walks the extension headers; false when the packet ends there.
  bool extensions(std::string_view& bytes, std::uint8_t& next, Packet& packet, bool& is_fragment);
  /// Of an IPv6 packet with next header 4; an event says why not.
  bool is_ipv4_inside(std::string_view bytes);
  void extension_options(std::string_view options, bool is_hop);
  void fragment(Packet& packet, Place payload, std::uint32_t id, std::uint32_t offset, bool more);
  void transport(Packet& packet, Place payload);
  void tcp(Packet& packet, Place payload);
  void tcp_options(std::string_view options, Packet& packet);
  void udp(Packet& packet, Place payload);
  void icmp(Packet& packet, Place payload);
  void tunnel(const traffic::Network& inner, std::uint32_t cut);
  void reject(traffic::Reason reason);

  bool verify_;
  traffic::FragmentStore fragments_;
  traffic::ReasonCounts reasons_;
  std::array<Packet, traffic::deepest_nesting + 2> packets_;
  std::array<std::array<EventNumber, 15>, traffic::deepest_nesting + 2> events_{};
  std::array<size_t, traffic::deepest_nesting + 2> event_counts_{};
  bool is_quiet_ = false;  ///< no more events of this packet
  size_t count_ = 0;
  std::uint32_t vlan_ = 0;
  std::uint64_t record_ = 0;
  std::optional<Time> time_;
  bool rejected_ = false;
};

}  // namespace sig::ips
