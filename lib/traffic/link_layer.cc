#include "traffic/link_layer.h"

#include "traffic/byte_order.h"
#include "traffic/wireless_link.h"

namespace sig::traffic {
namespace {

using Kind = Network::Kind;

constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint16_t ethertype_ipv6 = 0x86dd;
constexpr std::uint16_t largest_length = 1500;  // below it the field is a length, not an ethertype

Network ip(std::string_view bytes, int depth) {
  return {Kind::Ip, bytes, 0, depth};
}

// For link types without a protocol field: the version nibble says what it is.
Network by_version(std::string_view bytes, int depth) {
  if (bytes.empty()) return {Kind::Short, bytes, 0, depth};
  const int version = byte_at(bytes, 0) >> 4;
  if (version == 4 || version == 6) return ip(bytes, depth);
  return {Kind::Short, bytes, 0, depth};
}

Network open_ethernet(std::string_view bytes, int depth) {
  if (bytes.size() < 14) return {Kind::Short, bytes, 0, depth};
  const std::uint16_t type = big16(bytes, 12);
  if (type > largest_length) return open_ethertype(type, bytes.substr(14), depth);
  return open_llc(bytes.substr(14), depth);
}

// RFC 3032; behind the last label there is no protocol field.
Network open_mpls(std::string_view bytes, int depth) {
  for (; depth < deepest_nesting; ++depth) {
    if (bytes.size() < 5) return {Kind::Short, bytes, 0, depth};
    const bool is_last = (byte_at(bytes, 2) & 1U) != 0;
    bytes.remove_prefix(4);
    if (!is_last) continue;
    const int nibble = byte_at(bytes, 0) >> 4;
    if (nibble != 0 || bytes.size() < 4) return by_version(bytes, depth + 1);
    return open_ethernet(bytes.substr(4), depth + 1);  // RFC 4448: pseudowire control word
  }
  return {Kind::TooDeep, bytes, 0, depth};
}

Network open_pppoe(std::string_view bytes, int depth) {
  if (bytes.size() < 8 || byte_at(bytes, 0) != 0x11) return {Kind::Short, bytes, 0, depth};
  if (byte_at(bytes, 1) != 0) return {Kind::Other, bytes, 0x8863, depth};  // discovery
  return open_ppp(bytes.substr(6), depth + 1);
}

// BSD loopback: an address family in the byte order of the machine that captured.
Network open_family(std::string_view bytes, size_t header, int depth) {
  if (bytes.size() < header) return {Kind::Short, bytes, 0, depth};
  const std::uint32_t big = big32(bytes, 0);
  const std::uint32_t family = big < 0x10000 ? big : little32(bytes, 0);
  switch (family) {
    case 2:   // AF_INET
    case 10:  // AF_INET6 of Linux
    case 24:  // NetBSD
    case 28:  // FreeBSD
    case 30:  // Darwin
      return by_version(bytes.substr(header), depth);
    default:
      return {Kind::Other, bytes, family & 0xffffU, depth};
  }
}

Network open_cooked(std::string_view bytes, size_t type_at, size_t header, int depth) {
  if (bytes.size() < header) return {Kind::Short, bytes, 0, depth};
  const std::uint16_t type = big16(bytes, type_at);
  if (type == 4) return open_llc(bytes.substr(header), depth);  // LINUX_SLL_P_802_2
  return open_ethertype(type, bytes.substr(header), depth);
}

Network open_cisco_hdlc(std::string_view bytes, int depth) {
  if (bytes.size() < 4) return {Kind::Short, bytes, 0, depth};
  return open_ethertype(big16(bytes, 2), bytes.substr(4), depth);
}

Network open_ppp_serial(std::string_view bytes, int depth) {
  if (bytes.empty()) return {Kind::Short, bytes, 0, depth};
  const std::uint8_t address = byte_at(bytes, 0);
  if (address == 0x0f || address == 0x8f) return open_cisco_hdlc(bytes, depth);
  return open_ppp(bytes, depth);
}

// nflog(4): attributes of which number 9 is the packet.
Network open_nflog(std::string_view bytes, int depth) {
  constexpr std::uint16_t payload = 9;
  for (size_t at = 4; at + 4 <= bytes.size();) {
    const size_t length = little16(bytes, at);
    if (length < 4 || length > bytes.size() - at) break;
    if (little16(bytes, at + 2) == payload) {
      return by_version(bytes.substr(at + 4, length - 4), depth);
    }
    at += (length + 3) / 4 * 4;
  }
  return {Kind::Short, bytes, 0, depth};
}

}  // namespace

Network open_ethertype(std::uint16_t ethertype, std::string_view bytes, int depth) {
  for (; depth <= deepest_nesting; ++depth) {
    switch (ethertype) {
      case ethertype_ipv4:
      case ethertype_ipv6:
        return ip(bytes, depth);
      case 0x8100:  // 802.1Q
      case 0x88a8:  // 802.1ad
      case 0x9100:
      case 0x9200:
        if (bytes.size() < 4) return {Kind::Short, bytes, 0, depth};
        ethertype = big16(bytes, 2);
        bytes.remove_prefix(4);
        if (ethertype <= largest_length) return open_llc(bytes, depth);
        continue;
      case 0x8847:
      case 0x8848:
        return open_mpls(bytes, depth);
      case 0x8863:
      case 0x8864:
        return open_pppoe(bytes, depth);
      case 0x880b:
        return open_ppp(bytes, depth + 1);
      case 0x6558:  // transparent Ethernet bridging
        return open_ethernet(bytes, depth + 1);
      default:
        return {Kind::Other, bytes, ethertype, depth};
    }
  }
  return {Kind::TooDeep, bytes, 0, depth};
}

Network open_ppp(std::string_view bytes, int depth) {
  if (depth > deepest_nesting) return {Kind::TooDeep, bytes, 0, depth};
  if (bytes.starts_with("\xff\x03")) bytes.remove_prefix(2);
  if (bytes.size() < 2) return {Kind::Short, bytes, 0, depth};
  std::uint16_t protocol = byte_at(bytes, 0);
  if ((protocol & 1U) != 0) {  // protocol field compression
    bytes.remove_prefix(1);
  } else {
    protocol = big16(bytes, 0);
    bytes.remove_prefix(2);
  }
  if (protocol == 0x21 || protocol == 0x57) return ip(bytes, depth);
  if (protocol == 0x281 || protocol == 0x283) return open_mpls(bytes, depth);
  return {Kind::Other, bytes, protocol, depth};
}

Network open_link(std::uint32_t link_type, std::string_view bytes, int depth) {
  switch (link_type) {
    case link_ethernet:
      return open_ethernet(bytes, depth);
    case 0:    // BSD loopback
    case 108:  // OpenBSD loopback
      return open_family(bytes, 4, depth);
    case 109:  // OpenBSD encapsulated IP
      return open_family(bytes, 12, depth);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return by_version(bytes, depth);
    case 9:
      return open_ppp(bytes, depth);
    case 50:
      return open_ppp_serial(bytes, depth);
    case 51:
      return open_pppoe(bytes, depth);
    case 104:
      return open_cisco_hdlc(bytes, depth);
    case 113:
      return open_cooked(bytes, 14, 16, depth);
    case 276:
      return open_cooked(bytes, 0, 20, depth);
    case 219:
      return open_mpls(bytes, depth);
    case 239:
      return open_nflog(bytes, depth);
    default:
      return open_wireless(link_type, bytes, depth);
  }
}

}  // namespace sig::traffic
