#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/ips_rule.h"
#include "protocol/app_unit.h"

namespace sig::ips {

/// Application protocols as bits.
using AppSet = std::uint64_t;
inline AppSet bit(protocol::AppProtocol app) {
  return 1ULL << static_cast<unsigned>(app);
}

/// What the protocol word of a rule's header asks of a packet or flow.
struct ProtocolTest {
  enum class Transport : std::uint8_t { Any, Tcp, Udp, Icmp4, Icmp6, Icmp, Sctp };
  Transport transport = Transport::Any;
  AppSet apps = 0;  ///< not 0: the flow's protocol must be among them
  std::uint8_t version = 0;  ///< 4 or 6: of IP; 0: both
  bool packet_only = false;  ///< tcp-pkt
  bool stream_only = false;  ///< tcp-stream
  bool header_only = false;  ///< pkthdr: decoder events, of broken packets too

  bool holds(std::uint8_t ip_protocol, bool is_v6) const;
};

/// Nothing when the word is no protocol that we follow.
std::optional<ProtocolTest> protocol_test(std::string_view word);

/// The protocols that a word of the app-layer keywords means: "http" is both versions, "dcerpc"
/// also what SMB carries.
std::optional<AppSet> app_set(std::string_view word);

}  // namespace sig::ips
