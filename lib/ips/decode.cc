#include "ips/decode.h"

#include <algorithm>

#include "ips/checksums.h"
#include "traffic/byte_order.h"
#include "traffic/packet_decoder.h"

namespace sig::ips {
namespace {

using traffic::big16;
using traffic::big32;
using traffic::byte_at;
using traffic::Network;
using traffic::Reason;

/// The ids of up to two VLAN tags of an Ethernet frame.
std::uint32_t vlan_ids(std::uint32_t link_type, std::string_view bytes) {
  if (link_type != traffic::link_ethernet) return 0;
  std::uint32_t ids = 0;
  size_t at = 12;
  for (int i = 0; i < 2 && bytes.size() >= at + 4; ++i, at += 4) {
    const std::uint16_t type = big16(bytes, at);
    if (type != 0x8100 && type != 0x88a8 && type != 0x9100) break;
    ids = (ids << 12U) | (big16(bytes, at + 2) & 0xfffU);
  }
  return ids;
}

}  // namespace

Packet* Decoder::next_packet() {
  if (count_ == packets_.size()) return nullptr;
  Packet& packet = packets_[count_];
  event_counts_[count_] = 0;
  ++count_;
  is_quiet_ = false;
  packet = Packet();
  packet.record = record_;
  packet.time = time_;
  return &packet;
}

void Decoder::event(PacketEvent what) {
  if (count_ == 0 || is_quiet_) return;
  size_t& used = event_counts_[count_ - 1];
  auto& list = events_[count_ - 1];
  const auto end = list.begin() + static_cast<std::ptrdiff_t>(used);
  if (std::find(list.begin(), end, number_of(what)) != end) return;
  if (used < list.size()) list[used++] = number_of(what);
  packets_[count_ - 1].events = std::span(list.data(), used);
}

void Decoder::reject(Reason reason) {
  reasons_.add(reason);
  rejected_ = true;
}

void Decoder::decode(const traffic::CapturedPacket& captured, std::uint64_t record) {
  count_ = 0;
  rejected_ = false;
  record_ = record;
  time_ = captured.time;
  fragments_.start_packet();
  vlan_ = vlan_ids(captured.link_type, captured.bytes);
  const Network network = traffic::open_link(captured.link_type, captured.bytes);
  const auto size = static_cast<std::uint32_t>(captured.bytes.size());
  const std::uint32_t cut = captured.original_length > size ? captured.original_length - size : 0;
  switch (network.kind) {
    case Network::Kind::Ip:
      ip({network.bytes, cut, network.depth});
      return;
    case Network::Kind::Other:
      reasons_.add_ethertype(static_cast<std::uint16_t>(network.number));
      return;
    case Network::Kind::Unknown:
      reasons_.add_link_type(network.number);
      return;
    case Network::Kind::Encrypted:
      reasons_.add(Reason::EncryptedFrame);
      return;
    case Network::Kind::TooDeep:
      reasons_.add(Reason::TooDeep);
      return;
    case Network::Kind::Short:
      if (cut > 0) {
        reasons_.add(Reason::Truncated);
      } else {
        link_event(captured);
        reject(Reason::RejectedLink);
      }
      return;
  }
}

void Decoder::link_event(const traffic::CapturedPacket& captured) {
  if (captured.link_type != traffic::link_ethernet || next_packet() == nullptr) return;
  const std::string_view bytes = captured.bytes;
  if (bytes.size() < 14) return event(PacketEvent::EthernetTooSmall);
  const std::uint16_t type = big16(bytes, 12);
  const bool is_tag = type == 0x8100 || type == 0x88a8 || type == 0x9100;
  if (is_tag && bytes.size() < 18) event(PacketEvent::VlanHeaderTooSmall);
}

void Decoder::ip(Place place) {
  if (next_packet() == nullptr) {
    reasons_.add(Reason::TooDeep);
    return;
  }
  if (place.bytes.empty()) return;
  if (byte_at(place.bytes, 0) >> 4U == 6) {
    ipv6(place);
  } else {
    ipv4(place);
  }
}

void Decoder::ipv4(Place place) {
  Packet& packet = packets_[count_ - 1];
  std::string_view bytes = place.bytes;
  if (bytes.size() < 20) {
    event(PacketEvent::Ipv4PacketTooSmall);
    return reject(Reason::RejectedIpv4Header);
  }
  const size_t header = (byte_at(bytes, 0) & 0x0fU) * 4U;
  const size_t length = big16(bytes, 2);
  if (byte_at(bytes, 0) >> 4U != 4) {
    event(PacketEvent::Ipv4WrongVersion);
    return reject(Reason::RejectedIpv4Header);
  }
  if (header < 20) {
    event(PacketEvent::Ipv4HeaderTooSmall);
    return reject(Reason::RejectedIpv4Header);
  }
  if (length < header) {
    event(PacketEvent::Ipv4LengthSmallerThanHeader);
    return reject(Reason::RejectedIpv4Header);
  }
  if (length > bytes.size()) return cut_short(place, PacketEvent::Ipv4Truncated);
  bytes = bytes.substr(0, length);
  packet.is_ip = true;
  packet.network_header = bytes.substr(0, header);
  packet.source = IpAddress::from_v4(reinterpret_cast<const std::uint8_t*>(bytes.data()) + 12);
  packet.destination = IpAddress::from_v4(reinterpret_cast<const std::uint8_t*>(bytes.data()) + 16);
  packet.tos = byte_at(bytes, 1);
  packet.ip_id = big16(bytes, 4);
  const std::uint16_t fragment_word = big16(bytes, 6);
  packet.fragment_bits = static_cast<std::uint8_t>(((fragment_word & 0x2000U) != 0 ? 1U : 0U) |
                                                   ((fragment_word & 0x4000U) != 0 ? 2U : 0U) |
                                                   ((fragment_word & 0x8000U) != 0 ? 4U : 0U));
  packet.fragment_offset = fragment_word & 0x1fffU;
  packet.ttl = byte_at(bytes, 8);
  packet.protocol = byte_at(bytes, 9);
  if (verify_ && !is_good_checksum(packet.network_header)) {
    return reject(Reason::RejectedIpv4Checksum);
  }
  if (header > 20 && !ipv4_options(bytes.substr(20, header - 20), packet)) return;
  const Place payload{bytes.substr(header), 0, place.depth};
  const bool more = (packet.fragment_bits & 1U) != 0;
  if (more || packet.fragment_offset != 0) {
    return fragment(packet, payload, packet.ip_id, packet.fragment_offset * 8U, more);
  }
  if (packet.protocol == traffic::protocol::icmpv6) event(PacketEvent::Ipv4Icmpv6);
  transport(packet, payload);
}

void Decoder::cut_short(Place place, PacketEvent what) {
  event(what);
  if (place.cut == 0) {
    reject(what == PacketEvent::Ipv4Truncated ? Reason::RejectedIpv4Header
                                              : Reason::RejectedIpv6Header);
  } else {
    reasons_.add(Reason::Truncated);
  }
}

bool Decoder::ipv4_options(std::string_view options, Packet& packet) {
  if (options.size() % 8 != 0) event(PacketEvent::Ipv4OptionPadRequired);
  while (!options.empty()) {
    const std::uint8_t type = byte_at(options, 0);
    packet.ip_options |= ip_option_bit(type);
    if (type == 0) break;
    if (type == 1) {
      options.remove_prefix(1);
      continue;
    }
    if (options.size() < 2) {
      event(PacketEvent::Ipv4OptionInvalidLength);
      break;
    }
    const size_t length = byte_at(options, 1);
    if (length < 2 || length > options.size()) {
      event(PacketEvent::Ipv4OptionInvalidLength);
      break;
    }
    options.remove_prefix(length);
  }
  return true;
}

void Decoder::fragment(
    Packet& packet, Place payload, std::uint32_t id, std::uint32_t offset, bool more) {
  packet.is_fragment = true;
  if (offset + payload.bytes.size() > 65535) {
    event(packet.is_v6 ? PacketEvent::Ipv6FragmentTooLarge : PacketEvent::Ipv4FragmentTooLarge);
    return;
  }
  traffic::Fragment made;
  made.source = packet.source;
  made.destination = packet.destination;
  made.id = id;
  made.protocol = packet.protocol;
  made.is_v6 = packet.is_v6;
  made.has_more = more;
  made.offset = offset;
  made.bytes = payload.bytes;
  const auto overlaps = [&] {
    return reasons_.of(Reason::FragmentOverlap) + reasons_.of(Reason::FragmentOverlapDropped);
  };
  const std::uint64_t before = overlaps();
  const auto whole = fragments_.add(made, time_, reasons_);
  if (overlaps() != before) {
    event(packet.is_v6 ? PacketEvent::Ipv6FragmentOverlap : PacketEvent::Ipv4FragmentOverlap);
  }
  if (!whole) return;
  const Packet first = packet;
  Packet* put_together = next_packet();
  if (put_together == nullptr) return;
  *put_together = first;
  put_together->is_fragment = false;
  put_together->is_reassembled = true;
  put_together->events = {};
  transport(*put_together, {*whole, 0, payload.depth});
}

void Decoder::tunnel(const Network& inner, std::uint32_t cut) {
  if (inner.kind == Network::Kind::Ip) {
    ip({inner.bytes, cut, inner.depth + 1});
  } else if (inner.kind == Network::Kind::TooDeep) {
    reasons_.add(Reason::TooDeep);
    event(PacketEvent::TooManyLayers);
  }
}

}  // namespace sig::ips
