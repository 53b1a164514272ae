#include "traffic/ip_layer.h"

#include <algorithm>
#include <cstring>

#include "traffic/byte_order.h"
#include "traffic/checksum.h"
#include "traffic/decoded_packet.h"
#include "traffic/event_source.h"

namespace sig::traffic {
namespace {

constexpr size_t v4_header = 20;
constexpr size_t v6_header = 40;
constexpr int most_extension_headers = 16;

const std::uint8_t* raw(std::string_view bytes, size_t at) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data()) + at;
}

std::optional<IpLayer> open_v4(std::string_view bytes, bool verify, Reason& rejected) {
  rejected = Reason::RejectedIpv4Header;
  if (bytes.size() < v4_header) return std::nullopt;
  const size_t header = size_t{byte_at(bytes, 0) & 0x0fU} * 4;
  size_t total = big16(bytes, 2);
  if (total == 0) total = bytes.size();  // segmentation left to the network card
  if (header < v4_header || header > bytes.size() || total < header) return std::nullopt;
  const std::uint16_t checksum = big16(bytes, 10);
  IpLayer layer;
  layer.checksum_wrong = verify && checksum != 0 && ones_sum(bytes.substr(0, header)) != 0xffff;
  layer.checksum_left_out = checksum == 0;
  layer.source = IpAddress::from_v4(raw(bytes, 12));
  layer.destination = IpAddress::from_v4(raw(bytes, 16));
  layer.size = static_cast<std::uint32_t>(total);
  layer.protocol = byte_at(bytes, 9);
  layer.missing = static_cast<std::uint32_t>(total - std::min(total, bytes.size()));
  layer.payload = bytes.substr(0, std::min(total, bytes.size())).substr(header);
  const std::uint16_t fragment = big16(bytes, 6);
  layer.fragment_offset = (fragment & 0x1fffU) * 8U;
  layer.has_more_fragments = (fragment & 0x2000U) != 0;
  layer.is_fragment = layer.has_more_fragments || layer.fragment_offset != 0;
  layer.fragment_id = big16(bytes, 4);
  return layer;
}

bool is_extension(std::uint8_t next) {
  switch (next) {
    case protocol::hop_by_hop:
    case protocol::routing:
    case protocol::fragment:
    case protocol::authentication:
    case protocol::destination:
    case protocol::mobility:
    case protocol::hip:
    case protocol::shim6:
      return true;
    default:
      return false;
  }
}

// Takes extension headers off until the payload, or a fragment header, which ends what can be read.
bool skip_extensions(IpLayer& layer, Reason& rejected) {
  for (int headers = 0; is_extension(layer.protocol); ++headers) {
    if (headers == most_extension_headers) {
      rejected = Reason::RejectedExtensionHeaders;
      return false;
    }
    const std::string_view bytes = layer.payload;
    if (bytes.size() < 8) return layer.missing > 0;
    const std::uint8_t kind = layer.protocol;
    size_t length = (size_t{byte_at(bytes, 1)} + 1) * 8;
    if (kind == protocol::fragment) length = 8;
    if (kind == protocol::authentication) length = (size_t{byte_at(bytes, 1)} + 2) * 4;
    if (length > bytes.size()) return layer.missing > 0;
    layer.protocol = byte_at(bytes, 0);
    layer.payload.remove_prefix(length);
    if (kind != protocol::fragment) continue;
    const std::uint16_t field = big16(bytes, 2);
    layer.fragment_offset = field & 0xfff8U;
    layer.has_more_fragments = (field & 1U) != 0;
    layer.fragment_id = big32(bytes, 4);
    // RFC 6946: an "atomic" fragment is a whole packet.
    layer.is_fragment = layer.has_more_fragments || layer.fragment_offset != 0;
    if (layer.is_fragment) return true;
  }
  return true;
}

std::optional<IpLayer> open_v6(std::string_view bytes, Reason& rejected) {
  rejected = Reason::RejectedIpv6Header;
  if (bytes.size() < v6_header) return std::nullopt;
  IpLayer layer;
  layer.is_v6 = true;
  layer.source = IpAddress::from_v6(raw(bytes, 8));
  layer.destination = IpAddress::from_v6(raw(bytes, 24));
  layer.protocol = byte_at(bytes, 6);
  size_t length = big16(bytes, 4);
  const size_t there = bytes.size() - v6_header;
  // 0 is a jumbogram (RFC 2675) or segmentation left to the network card.
  if (length == 0 && layer.protocol != protocol::no_next) length = there;
  layer.size = static_cast<std::uint32_t>(v6_header + length);
  layer.missing = static_cast<std::uint32_t>(length - std::min(length, there));
  layer.payload = bytes.substr(v6_header, std::min(length, there));
  if (!skip_extensions(layer, rejected)) return std::nullopt;
  return layer;
}

std::uint64_t mix(const IpAddress& address) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, address.bytes.data(), 8);
  std::memcpy(&low, address.bytes.data() + 8, 8);
  // The finalizer of splitmix64 (Steele, Lea, Flood 2014).
  std::uint64_t x = high * 0x9e3779b97f4a7c15U + low;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

}  // namespace

std::optional<IpLayer> open_ip(std::string_view bytes, bool verify_checksum, Reason& rejected) {
  const int version = bytes.empty() ? 0 : byte_at(bytes, 0) >> 4;
  if (version == 6) return open_v6(bytes, rejected);
  rejected = Reason::RejectedIpv4Header;
  if (version != 4) return std::nullopt;
  return open_v4(bytes, verify_checksum, rejected);
}

std::optional<AddressPair> peek_addresses(std::string_view ip_bytes) {
  const int version = ip_bytes.empty() ? 0 : byte_at(ip_bytes, 0) >> 4;
  if (version == 4 && ip_bytes.size() >= v4_header) {
    return AddressPair{IpAddress::from_v4(raw(ip_bytes, 12)),
                       IpAddress::from_v4(raw(ip_bytes, 16))};
  }
  if (version == 6 && ip_bytes.size() >= v6_header) {
    return AddressPair{IpAddress::from_v6(raw(ip_bytes, 8)), IpAddress::from_v6(raw(ip_bytes, 24))};
  }
  return std::nullopt;
}

std::uint32_t table_of(const AddressPair& addresses) {
  return static_cast<std::uint32_t>((mix(addresses.source) + mix(addresses.destination)) >> 32U) %
         virtual_tables;
}

}  // namespace sig::traffic
