#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/ip.h"
#include "base/time.h"

namespace sig::ips {

/// Numbers of decoder and stream events; names in event_names.h ("ipv4.trunc_pkt").
using EventNumber = std::uint16_t;

/// One decoded packet as rules see it: the innermost of its tunnels, or the outer one (each layer
/// of a tunnel is a packet of its own). Views into the reader's chunk or the defragmenter.
struct Packet {
  std::uint64_t record = 0;  ///< 1-based number of the capture's record
  std::optional<Time> time;
  IpAddress source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint8_t protocol = 0;  ///< IP protocol number of the transport
  bool is_ip = false;         ///< false: only decoder events are to be had of it
  bool is_v6 = false;
  bool is_fragment = false;           ///< an IP fragment as it came, not reassembled
  bool is_reassembled = false;        ///< made by the defragmenter
  bool has_transport = false;         ///< the transport header is whole
  bool is_pseudo = false;             ///< made by us: the end of a flow; no header
  std::string_view network_header;    ///< IPv4 with options; IPv6's 40 bytes
  std::string_view transport_header;  ///< TCP with options, 8 bytes of UDP, ICMP header
  std::string_view payload;
  std::uint32_t missing = 0;  ///< bytes of the payload that the capture cut off

  std::uint8_t ttl = 0, tos = 0;
  std::uint16_t ip_id = 0;
  std::uint16_t fragment_offset = 0;  ///< in units of 8 bytes
  std::uint8_t fragment_bits = 0;     ///< 1 MF, 2 DF, 4 reserved
  std::uint32_t ip_options = 0;       ///< bit set: see ip_option_bit() in event_names.h
  std::uint8_t tcp_flags = 0;
  std::uint32_t sequence = 0, acknowledgement = 0;
  std::uint16_t window = 0;
  std::uint16_t urgent_pointer = 0;
  std::optional<std::uint16_t> mss;
  int icmp_type = -1, icmp_code = -1;
  std::optional<std::uint16_t> icmp_id, icmp_sequence;
  std::optional<std::uint32_t> icmpv6_mtu;

  std::span<const EventNumber> events;  ///< of decoder and stream engine
};

}  // namespace sig::ips
