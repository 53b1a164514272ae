#include "ips/protocol_test.h"

#include <array>

#include "traffic/decoded_packet.h"

namespace sig::ips {
namespace {

namespace number = traffic::protocol;
using protocol::AppProtocol;
using Transport = ProtocolTest::Transport;

struct Word {
  std::string_view word;
  ProtocolTest test;
};

ProtocolTest transport(Transport what, std::uint8_t version = 0) {
  ProtocolTest test;
  test.transport = what;
  test.version = version;
  return test;
}

}  // namespace

bool ProtocolTest::holds(std::uint8_t ip_protocol, bool is_v6) const {
  if (version != 0 && (version == 6) != is_v6) return false;
  switch (transport) {
    case Transport::Any:
      return true;
    case Transport::Tcp:
      return ip_protocol == number::tcp;
    case Transport::Udp:
      return ip_protocol == number::udp;
    case Transport::Icmp4:
      return ip_protocol == number::icmp;
    case Transport::Icmp6:
      return ip_protocol == number::icmpv6;
    case Transport::Icmp:
      return ip_protocol == number::icmp || ip_protocol == number::icmpv6;
    case Transport::Sctp:
      return ip_protocol == number::sctp;
  }
  return false;
}

std::optional<AppSet> app_set(std::string_view word) {
  if (word == "http") return bit(AppProtocol::Http1) | bit(AppProtocol::Http2);
  if (word == "dcerpc" || word == "dce_rpc") return bit(AppProtocol::Dcerpc) | bit(AppProtocol::Smb);
  if (word == "ssl") word = "tls";
  if (word == "netbios-ssn" || word == "smb2") word = "smb";
  for (size_t i = 0; i < static_cast<size_t>(AppProtocol::Count); ++i) {
    const auto app = static_cast<AppProtocol>(i);
    if (to_string(app) == word) return bit(app);
  }
  return std::nullopt;
}

std::optional<ProtocolTest> protocol_test(std::string_view word) {
  if (word == "ip") return ProtocolTest{};
  if (word == "pkthdr") {
    ProtocolTest test;
    test.header_only = true;
    return test;
  }
  if (word == "tcp-pkt" || word == "tcp-stream") {
    ProtocolTest test = transport(Transport::Tcp);
    (word == "tcp-pkt" ? test.packet_only : test.stream_only) = true;
    return test;
  }
  if (word == "tcp") return transport(Transport::Tcp);
  if (word == "udp") return transport(Transport::Udp);
  if (word == "icmp") return transport(Transport::Icmp);
  if (word == "icmpv4") return transport(Transport::Icmp4);
  if (word == "icmpv6") return transport(Transport::Icmp6);
  if (word == "sctp") return transport(Transport::Sctp);
  if (word == "ip4" || word == "ipv4") return transport(Transport::Any, 4);
  if (word == "ip6" || word == "ipv6") return transport(Transport::Any, 6);
  if (word == "unknown" || word == "failed") return std::nullopt;
  if (const auto apps = app_set(word)) {
    ProtocolTest test;
    test.apps = *apps;
    return test;
  }
  return std::nullopt;
}

}  // namespace sig::ips
