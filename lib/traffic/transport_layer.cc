#include "traffic/transport_layer.h"

#include <algorithm>

#include "traffic/byte_order.h"
#include "traffic/checksum.h"

namespace sig::traffic {
namespace {

constexpr size_t tcp_header = 20;
constexpr size_t udp_header = 8;
constexpr size_t icmp_header = 8;
constexpr size_t sctp_header = 12;

std::string_view address_bytes(const IpAddress& address, bool is_v6) {
  const std::string_view all(reinterpret_cast<const char*>(address.bytes.data()), 16);
  return is_v6 ? all : all.substr(12);
}

// RFC 9293 3.1 and RFC 8200 8.1; the upper-layer length is added in both forms.
std::uint16_t pseudo_sum(const IpLayer& ip, size_t length) {
  std::uint32_t sum = ones_sum(address_bytes(ip.source, ip.is_v6));
  sum = ones_sum(address_bytes(ip.destination, ip.is_v6), sum);
  sum += ip.protocol + static_cast<std::uint32_t>(length & 0xffffU) +
         static_cast<std::uint32_t>(length >> 16U);
  return ones_sum({}, sum);
}

// `segment` is whole; the checksum stands at `at`.
void verify(const IpLayer& ip,
            std::string_view segment,
            size_t at,
            Reason wrong,
            TransportOutcome& outcome) {
  const bool with_pseudo_header = ip.protocol != protocol::icmp;
  outcome.verified = true;
  const std::uint16_t start = with_pseudo_header ? pseudo_sum(ip, segment.size()) : 0;
  if (ones_sum(segment, start) == 0xffff) return;
  outcome.checksum_offloaded = with_pseudo_header && big16(segment, at) == start;
  if (!outcome.checksum_offloaded) outcome.wrong_checksum = wrong;
}

void open_tcp(const IpLayer& ip, bool checked, DecodedPacket& packet, TransportOutcome& outcome) {
  const std::string_view bytes = ip.payload;
  if (bytes.size() < tcp_header) {
    if (ip.missing == 0) outcome.rejected = Reason::RejectedTcpHeader;
    packet.payload = {};
    return;
  }
  const size_t header = size_t{byte_at(bytes, 12)} / 16 * 4;
  if (header < tcp_header || (header > bytes.size() && ip.missing == 0)) {
    outcome.rejected = Reason::RejectedTcpHeader;
    return;
  }
  if (checked && ip.missing == 0) verify(ip, bytes, 16, Reason::RejectedTcpChecksum, outcome);
  packet.source_port = big16(bytes, 0);
  packet.destination_port = big16(bytes, 2);
  packet.sequence = big32(bytes, 4);
  packet.acknowledgement = big32(bytes, 8);
  packet.tcp_flags = byte_at(bytes, 13);
  packet.window = big16(bytes, 14);
  packet.payload = bytes.substr(std::min(header, bytes.size()));
  packet.has_transport = header <= bytes.size();
}

void open_udp(const IpLayer& ip, bool checked, DecodedPacket& packet, TransportOutcome& outcome) {
  std::string_view bytes = ip.payload;
  if (bytes.size() < udp_header) {
    if (ip.missing == 0) outcome.rejected = Reason::RejectedUdpHeader;
    packet.payload = {};
    return;
  }
  const size_t length = big16(bytes, 4);
  if (length < udp_header || length > bytes.size() + ip.missing) {
    outcome.rejected = Reason::RejectedUdpHeader;
    return;
  }
  if (length <= bytes.size()) packet.missing = 0;
  bytes = bytes.substr(0, length);
  const bool has_checksum = big16(bytes, 6) != 0;
  if (checked && has_checksum && packet.missing == 0) {
    verify(ip, bytes, 6, Reason::RejectedUdpChecksum, outcome);
  }
  packet.source_port = big16(bytes, 0);
  packet.destination_port = big16(bytes, 2);
  packet.payload = bytes.substr(udp_header);
  packet.has_transport = true;
}

void open_icmp(const IpLayer& ip, bool checked, DecodedPacket& packet, TransportOutcome& outcome) {
  const std::string_view bytes = ip.payload;
  if (bytes.size() < 4) {
    if (ip.missing == 0) outcome.rejected = Reason::RejectedIcmpHeader;
    packet.payload = {};
    return;
  }
  if (checked && ip.missing == 0) verify(ip, bytes, 2, Reason::RejectedIcmpChecksum, outcome);
  packet.icmp_type = byte_at(bytes, 0);
  packet.icmp_code = byte_at(bytes, 1);
  packet.payload = bytes.substr(std::min(icmp_header, bytes.size()));
}

void open_sctp(const IpLayer& ip, DecodedPacket& packet, TransportOutcome& outcome) {
  const std::string_view bytes = ip.payload;
  if (bytes.size() < sctp_header) {
    if (ip.missing == 0) outcome.rejected = Reason::RejectedSctpHeader;
    packet.payload = {};
    return;
  }
  packet.source_port = big16(bytes, 0);
  packet.destination_port = big16(bytes, 2);
  packet.payload = bytes.substr(sctp_header);
  packet.has_transport = true;
}

}  // namespace

TransportOutcome open_transport(const IpLayer& ip, bool verify_checksum, DecodedPacket& packet) {
  TransportOutcome outcome;
  packet.payload = ip.payload;
  packet.missing = ip.missing;
  switch (ip.protocol) {
    case protocol::tcp:
      open_tcp(ip, verify_checksum, packet, outcome);
      break;
    case protocol::udp:
      open_udp(ip, verify_checksum, packet, outcome);
      break;
    case protocol::icmp:
    case protocol::icmpv6:
      open_icmp(ip, verify_checksum, packet, outcome);
      break;
    case protocol::sctp:
      open_sctp(ip, packet, outcome);
      break;
    default:
      break;
  }
  return outcome;
}

}  // namespace sig::traffic
