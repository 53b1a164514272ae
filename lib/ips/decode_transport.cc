#include <algorithm>

#include "ips/checksums.h"
#include "ips/decode.h"
#include "traffic/byte_order.h"
#include "traffic/decoded_packet.h"
#include "traffic/packet_decoder.h"

namespace sig::ips {
namespace {

using traffic::big16;
using traffic::big32;
using traffic::byte_at;
using traffic::Reason;
namespace number = traffic::protocol;

constexpr std::uint16_t vxlan = 4789;
constexpr std::uint16_t geneve = 6081;
constexpr std::uint16_t teredo = 3544;

namespace tcp_option {
constexpr std::uint8_t mss = 2, window_scale = 3, sack_permitted = 4, sack = 5, timestamps = 8,
                       md5 = 19, authentication = 29, fast_open = 34;
}

bool has_one_place(std::uint8_t kind) {
  return (kind >= tcp_option::mss && kind <= tcp_option::sack) || kind == tcp_option::timestamps ||
         kind == tcp_option::fast_open;
}

/// Lengths that the RFCs give the options.
bool is_option_length(std::uint8_t kind, size_t length) {
  switch (kind) {
    case tcp_option::mss:
      return length == 4;
    case tcp_option::window_scale:
      return length == 3;
    case tcp_option::sack_permitted:
      return length == 2;
    case tcp_option::sack:
      return (length - 2) % 8 == 0;
    case tcp_option::timestamps:
      return length == 10;
    case tcp_option::md5:
      return length == 18;
    case tcp_option::authentication:
      return length >= 4;
    case tcp_option::fast_open:
      return length == 2 || (length >= 6 && length <= 18 && length % 2 == 0);
    default:
      return true;
  }
}

/// RFC 4380: IPv6 behind optional authentication and origin indications.
std::string_view inside_teredo(std::string_view bytes) {
  while (bytes.size() >= 8 && byte_at(bytes, 0) == 0) {
    if (byte_at(bytes, 1) == 1) {
      const size_t length = 13U + byte_at(bytes, 2) + byte_at(bytes, 3);
      if (length > bytes.size()) return {};
      bytes.remove_prefix(length);
    } else if (byte_at(bytes, 1) == 0) {
      bytes.remove_prefix(8);
    } else {
      return {};
    }
  }
  if (bytes.size() < 40 || byte_at(bytes, 0) >> 4U != 6) return {};
  // The whole datagram must be that packet.
  if (big16(bytes, 4) + 40U != bytes.size()) return {};
  return bytes;
}

}  // namespace

void Decoder::transport(Packet& packet, Place payload) {
  packet.payload = payload.bytes;
  packet.missing = payload.cut;
  switch (packet.protocol) {
    case number::tcp:
      return tcp(packet, payload);
    case number::udp:
      return udp(packet, payload);
    case number::icmp:
    case number::icmpv6:
      return icmp(packet, payload);
    case number::sctp:
      if (payload.bytes.size() >= 12) {
        packet.has_transport = true;
        packet.source_port = big16(payload.bytes, 0);
        packet.destination_port = big16(payload.bytes, 2);
        packet.payload = payload.bytes.substr(12);
      }
      return;
    case number::gre:
      return tunnel(traffic::open_gre(payload.bytes, payload.depth + 1), payload.cut);
    case number::ipip:
    case number::ipv6:
      if (payload.depth < traffic::deepest_nesting) {
        ip({payload.bytes, payload.cut, payload.depth + 1});
      } else {
        reasons_.add(Reason::TooDeep);
      }
      return;
    default:
      return;
  }
}

void Decoder::tcp(Packet& packet, Place payload) {
  const std::string_view bytes = payload.bytes;
  if (bytes.size() < 20) {
    if (payload.cut == 0) event(PacketEvent::TcpTooSmall);
    return reject(Reason::RejectedTcpHeader);
  }
  const size_t header = (byte_at(bytes, 12) >> 4U) * 4U;
  if (header < 20) {
    event(PacketEvent::TcpInvalidOptionLength);
    return reject(Reason::RejectedTcpHeader);
  }
  if (header > bytes.size()) {
    if (payload.cut == 0) event(PacketEvent::TcpHeaderTooSmall);
    return reject(Reason::RejectedTcpHeader);
  }
  packet.source_port = big16(bytes, 0);
  packet.destination_port = big16(bytes, 2);
  if (verify_ && payload.cut == 0 &&
      !is_good_transport_checksum(packet.source, packet.destination, number::tcp, bytes)) {
    return reject(Reason::RejectedTcpChecksum);
  }
  packet.has_transport = true;
  packet.sequence = big32(bytes, 4);
  packet.acknowledgement = big32(bytes, 8);
  packet.tcp_flags = byte_at(bytes, 13);
  packet.window = big16(bytes, 14);
  packet.urgent_pointer = big16(bytes, 18);
  packet.transport_header = bytes.substr(0, header);
  packet.payload = bytes.substr(header);
  if (header > 20) tcp_options(bytes.substr(20, header - 20), packet);
}

void Decoder::tcp_options(std::string_view options, Packet& packet) {
  std::uint64_t seen = 0;
  while (!options.empty()) {
    const std::uint8_t kind = byte_at(options, 0);
    if (kind == 0) return;
    if (kind == 1) {
      options.remove_prefix(1);
      continue;
    }
    const size_t length = options.size() < 2 ? 0 : byte_at(options, 1);
    if (length < 2 || length > options.size()) {
      event(PacketEvent::TcpOptionInvalidLength);
      return;
    }
    if (!is_option_length(kind, length)) {
      event(PacketEvent::TcpOptionInvalidLength);
    } else if (has_one_place(kind)) {
      const std::uint64_t one = std::uint64_t{1} << kind;
      if ((seen & one) != 0) event(PacketEvent::TcpOptionDuplicate);
      if (kind == tcp_option::mss && !packet.mss) packet.mss = big16(options, 2);
      seen |= one;
    }
    options.remove_prefix(length);
  }
}

void Decoder::udp(Packet& packet, Place payload) {
  const std::string_view bytes = payload.bytes;
  if (bytes.size() < 8) {
    if (payload.cut == 0) event(PacketEvent::UdpHeaderTooSmall);
    return reject(Reason::RejectedUdpHeader);
  }
  const size_t length = big16(bytes, 4);
  packet.source_port = big16(bytes, 0);
  packet.destination_port = big16(bytes, 2);
  packet.transport_header = bytes.substr(0, 8);
  if ((length < 8 && length != 0) || (length > bytes.size() && payload.cut == 0)) {
    event(length < 8 ? PacketEvent::UdpInvalidLength : PacketEvent::UdpTooSmall);
    packet.is_ip = false;
    return reject(Reason::RejectedUdpHeader);
  }
  if (verify_ && payload.cut == 0 && big16(bytes, 6) != 0 &&
      !is_good_transport_checksum(packet.source,
                                  packet.destination,
                                  number::udp,
                                  bytes.substr(0, length ? length : bytes.size()))) {
    return reject(Reason::RejectedUdpChecksum);
  }
  packet.has_transport = true;
  const size_t end = length == 0 ? bytes.size() : std::min(length, bytes.size());
  packet.payload = bytes.substr(8, end - 8);
  if (payload.depth >= traffic::deepest_nesting) return;
  const std::uint16_t to = packet.destination_port;
  const std::string_view inner = packet.payload;
  if (to == vxlan || to == geneve) {
    tunnel(traffic::open_udp_tunnel(to, inner, payload.depth + 1), payload.cut);
  } else if (to == teredo || packet.source_port == teredo) {
    const std::string_view inside = inside_teredo(inner);
    if (!inside.empty()) ip({inside, payload.cut, payload.depth + 1});
  }
}

void Decoder::icmp(Packet& packet, Place payload) {
  const std::string_view bytes = payload.bytes;
  const bool is_v6 = packet.protocol == number::icmpv6;
  if (bytes.size() < 8) {
    if (payload.cut == 0) event(is_v6 ? PacketEvent::Icmpv6TooSmall : PacketEvent::Icmpv4TooSmall);
    return reject(Reason::RejectedIcmpHeader);
  }
  packet.has_transport = true;
  packet.icmp_type = byte_at(bytes, 0);
  packet.icmp_code = byte_at(bytes, 1);
  const int type = packet.icmp_type;
  const bool is_query =
      is_v6 ? (type == 128 || type == 129) : (type == 0 || type == 8 || (type >= 13 && type <= 18));
  if (is_query) {
    packet.icmp_id = big16(bytes, 4);
    packet.icmp_sequence = big16(bytes, 6);
  }
  if (is_v6 && type == 2) packet.icmpv6_mtu = big32(bytes, 4);
  size_t header = 8;
  if (!is_v6 && (type == 13 || type == 14)) header = std::min<size_t>(20, bytes.size());
  if (!is_v6 && (type == 17 || type == 18)) header = std::min<size_t>(12, bytes.size());
  packet.transport_header = bytes.substr(0, header);
  packet.payload = bytes.substr(header);
}

}  // namespace sig::ips
