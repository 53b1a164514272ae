// IPv6 and its extension headers (RFC 8200).
#include <algorithm>

#include "ips/decode.h"
#include "traffic/byte_order.h"
#include "traffic/decoded_packet.h"

namespace sig::ips {
namespace {

using traffic::big16;
using traffic::big32;
using traffic::byte_at;
using traffic::Reason;
namespace number = traffic::protocol;

/// Headers that one packet may have; more is an attack on the reader.
constexpr int most_headers = 8192;

bool is_extension(std::uint8_t next) {
  return next == number::hop_by_hop || next == number::routing || next == number::fragment ||
         next == number::authentication || next == number::destination ||
         next == number::mobility || next == number::hip || next == number::shim6;
}

bool has_duplicates(std::uint8_t next) {
  return next == number::hop_by_hop || next == number::routing || next == number::fragment ||
         next == number::authentication;
}

bool is_known(std::uint8_t next) {
  constexpr std::uint8_t encrypted = 50;
  return next == number::icmp || next == number::ipip || next == number::tcp ||
         next == number::udp || next == number::ipv6 || next == number::gre || next == encrypted ||
         next == number::icmpv6 || next == number::sctp;
}

PacketEvent duplicate_of(std::uint8_t next) {
  switch (next) {
    case number::hop_by_hop:
      return PacketEvent::Ipv6DuplicateHopHeader;
    case number::routing:
      return PacketEvent::Ipv6DuplicateRoutingHeader;
    case number::fragment:
      return PacketEvent::Ipv6DuplicateFragmentHeader;
    case number::authentication:
      return PacketEvent::Ipv6DuplicateAuthentication;
    default:
      return PacketEvent::Ipv6DuplicateDestinationHeader;
  }
}

}  // namespace

void Decoder::ipv6(Place place) {
  Packet& packet = packets_[count_ - 1];
  std::string_view bytes = place.bytes;
  if (bytes.size() < 40) {
    event(PacketEvent::Ipv6PacketTooSmall);
    return reject(Reason::RejectedIpv6Header);
  }
  packet.is_ip = true;
  packet.is_v6 = true;
  packet.network_header = bytes.substr(0, 40);
  packet.source = IpAddress::from_v6(reinterpret_cast<const std::uint8_t*>(bytes.data()) + 8);
  packet.destination = IpAddress::from_v6(reinterpret_cast<const std::uint8_t*>(bytes.data()) + 24);
  packet.tos =
      static_cast<std::uint8_t>(((byte_at(bytes, 0) & 0x0fU) << 4U) | (byte_at(bytes, 1) >> 4U));
  packet.ttl = byte_at(bytes, 7);
  std::uint8_t next = byte_at(bytes, 6);
  packet.protocol = next;
  const size_t length = big16(bytes, 4);
  bytes.remove_prefix(40);
  if (length > bytes.size()) {
    packet.is_ip = false;
    return cut_short(place, PacketEvent::Ipv6Truncated);
  }
  bytes = bytes.substr(0, length);
  bool is_fragment = false;
  if (!extensions(bytes, next, packet, is_fragment)) return;
  packet.protocol = next;
  const Place payload{bytes, 0, place.depth};
  if (is_fragment) {
    const std::uint32_t id = packet.sequence;
    packet.sequence = 0;
    const bool more = (packet.fragment_bits & 1U) != 0;
    return fragment(packet, payload, id, packet.fragment_offset * 8U, more);
  }
  if (next == number::no_next) {
    if (!bytes.empty()) event(PacketEvent::Ipv6DataAfterNone);
    packet.payload = bytes;
    return;
  }
  if (bytes.size() < 2 && next != byte_at(packet.network_header, 6)) {
    event(PacketEvent::Ipv6TruncatedExtension);
    return reject(Reason::RejectedExtensionHeaders);
  }
  if (next == number::ipip && !is_ipv4_inside(bytes)) return;
  if (next == number::icmp) event(PacketEvent::Ipv6Icmpv4);
  if (!is_known(next)) event(PacketEvent::Ipv6UnknownNext);
  transport(packet, payload);
}

bool Decoder::is_ipv4_inside(std::string_view bytes) {
  if (bytes.size() < 20) {
    event(PacketEvent::Ipv6Ipv4TooSmall);
    return false;
  }
  if (byte_at(bytes, 0) >> 4U == 4) return true;
  event(PacketEvent::Ipv6Ipv4WrongVersion);
  return false;
}

bool Decoder::extensions(std::string_view& bytes,
                         std::uint8_t& next,
                         Packet& packet,
                         bool& is_fragment) {
  std::uint64_t seen = 0;
  int destinations = 0;
  for (int i = 0; is_extension(next); ++i) {
    if (i == most_headers || bytes.size() < 8) {
      event(PacketEvent::Ipv6TruncatedExtension);
      packet.protocol = next;
      reject(Reason::RejectedExtensionHeaders);
      return false;
    }
    const std::uint64_t one = std::uint64_t{1} << (next % 64U);
    const bool is_destination = next == number::destination;
    const bool is_again =
        is_destination ? ++destinations > 2 : has_duplicates(next) && (seen & one) != 0;
    if (is_again) event(duplicate_of(next));
    seen |= one;
    const std::uint8_t behind = byte_at(bytes, 0);
    size_t length = 8;
    if (next == number::fragment) {
      if (is_again) {  // only said, not read
        next = behind;
        bytes.remove_prefix(length);
        continue;
      }
      const std::uint16_t word = big16(bytes, 2);
      if (byte_at(bytes, 1) != 0) event(PacketEvent::Ipv6FragmentReserved);
      packet.fragment_offset = static_cast<std::uint16_t>(word >> 3U);
      packet.fragment_bits = static_cast<std::uint8_t>(word & 1U);
      packet.sequence = big32(bytes, 4);
      const bool more = (word & 1U) != 0;
      if (packet.fragment_offset == 0 && !more) {
        event(PacketEvent::Ipv6UselessFragmentHeader);
      } else {
        is_fragment = true;
        if (more && (bytes.size() - 8) % 8 != 0) event(PacketEvent::Ipv6FragmentInvalidLength);
      }
    } else if (next == number::authentication) {
      length = std::max<size_t>(12, (byte_at(bytes, 1) + 2U) * 4U);
      if (bytes.size() >= 4 && big16(bytes, 2) != 0) {
        event(PacketEvent::Ipv6AuthenticationReserved);
      }
    } else {
      length = (byte_at(bytes, 1) + 1U) * 8U;
    }
    if (length > bytes.size()) {
      event(PacketEvent::Ipv6TruncatedExtension);
      packet.protocol = next;
      reject(Reason::RejectedExtensionHeaders);
      return false;
    }
    if (!is_again && (next == number::hop_by_hop || is_destination)) {
      extension_options(bytes.substr(2, length - 2), next == number::hop_by_hop);
    }
    if (next == number::routing && byte_at(bytes, 2) == 0) event(PacketEvent::Ipv6RoutingType0);
    bytes.remove_prefix(length);
    next = behind;
    if (is_fragment) break;
  }
  return true;
}

void Decoder::extension_options(std::string_view options, bool is_hop) {
  size_t paddings = 0;
  size_t others = 0;
  while (!options.empty()) {
    const std::uint8_t type = byte_at(options, 0);
    if (type == 0) {
      ++paddings;
      options.remove_prefix(1);
      continue;
    }
    if (options.size() < 2 || byte_at(options, 1) + 2U > options.size()) {
      event(PacketEvent::Ipv6InvalidOptionLength);
      return;
    }
    const size_t length = byte_at(options, 1);
    if (type == 1) {
      ++paddings;
      if (length == 0) event(PacketEvent::Ipv6ZeroLengthPadding);
    } else {
      ++others;
      const bool known = type == 5 || type == 0xc2 || type == 0xc9 || type == 0x26 || type == 0x4;
      if (!known) {
        event(is_hop ? PacketEvent::Ipv6HopUnknownOption
                     : PacketEvent::Ipv6DestinationUnknownOption);
      }
    }
    options.remove_prefix(length + 2);
  }
  if (others == 0 && paddings > 0) {
    event(is_hop ? PacketEvent::Ipv6HopOnlyPadding : PacketEvent::Ipv6DestinationOnlyPadding);
  }
}

}  // namespace sig::ips
