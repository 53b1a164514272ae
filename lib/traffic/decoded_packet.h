#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ip.h"

namespace sig::traffic {

namespace protocol {
inline constexpr std::uint8_t hop_by_hop = 0, icmp = 1, ipip = 4, tcp = 6, udp = 17, ipv6 = 41,
                              routing = 43, fragment = 44, gre = 47, authentication = 51,
                              icmpv6 = 58, no_next = 59, destination = 60, sctp = 132,
                              mobility = 135, hip = 139, shim6 = 140;
}  // namespace protocol

namespace tcp_flag {
inline constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}  // namespace tcp_flag

/// The innermost IP packet of a record, as views.
struct DecodedPacket {
  IpAddress source;
  IpAddress destination;
  std::string_view payload;    ///< behind TCP, UDP, ICMP, SCTP; behind IP for other protocols
  std::uint32_t size = 0;      ///< of the IP packet, as it says itself
  std::uint32_t missing = 0;   ///< bytes of the payload that the capture cut off
  std::uint32_t sequence = 0;  ///< TCP
  std::uint32_t acknowledgement = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t window = 0;
  std::uint8_t protocol = 0;
  std::uint8_t tcp_flags = 0;
  bool has_transport = false;  ///< the transport header was whole
  int icmp_type = -1;
  int icmp_code = -1;
};

/// "tcp", "udp", ... or the number as text; lives for ever.
std::string_view protocol_name(std::uint8_t number);
/// Letters in the order "FSRPAUEC"; lives for ever.
std::string_view tcp_flag_letters(std::uint8_t flags);

}  // namespace sig::traffic
