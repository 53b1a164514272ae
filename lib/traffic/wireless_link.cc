#include "traffic/wireless_link.h"

#include "traffic/byte_order.h"

namespace sig::traffic {
namespace {

using Kind = Network::Kind;

Network without(std::string_view bytes, size_t header, std::uint32_t link_type, int depth) {
  if (header == 0 || bytes.size() < header) return {Kind::Short, bytes, 0, depth};
  if (depth >= deepest_nesting) return {Kind::TooDeep, bytes, 0, depth};
  return open_link(link_type, bytes.substr(header), depth + 1);
}

// IEEE 802.11-2016 9.3.2: data frames.
Network open_frame(std::string_view bytes, int depth) {
  if (bytes.size() < 24) return {Kind::Other, bytes, 0, depth};
  const unsigned type = (byte_at(bytes, 0) >> 2U) & 3U;
  const unsigned subtype = byte_at(bytes, 0) >> 4U;
  const unsigned flags = byte_at(bytes, 1);
  constexpr unsigned no_data = 4;
  if (type != 2 || (subtype & no_data) != 0) return {Kind::Other, bytes, 0, depth};
  if ((flags & 0x40U) != 0) return {Kind::Encrypted, bytes, 0, depth};
  size_t header = 24;
  if ((flags & 3U) == 3U) header += 6;  // four addresses
  if ((subtype & 8U) != 0) {
    header += 2;                            // quality of service
    if ((flags & 0x80U) != 0) header += 4;  // high throughput control
  }
  if (bytes.size() < header) return {Kind::Short, bytes, 0, depth};
  return open_llc(bytes.substr(header), depth);
}

}  // namespace

Network open_llc(std::string_view bytes, int depth) {
  if (bytes.size() < 3) return {Kind::Short, bytes, 0, depth};
  if (bytes.starts_with("\xaa\xaa\x03") && bytes.size() >= 8) {
    return open_ethertype(big16(bytes, 6), bytes.substr(8), depth);
  }
  if (bytes.starts_with("\x06\x06\x03")) return open_ethertype(0x0800, bytes.substr(3), depth);
  return {Kind::Other, bytes, byte_at(bytes, 0), depth};
}

Network open_wireless(std::uint32_t link_type, std::string_view bytes, int depth) {
  constexpr std::uint32_t ieee_80211 = 105;
  switch (link_type) {
    case ieee_80211:
      return open_frame(bytes, depth);
    case 119:  // Prism
      return without(bytes, 144, ieee_80211, depth);
    case 127:  // Radiotap
      return without(bytes, bytes.size() < 4 ? 0 : little16(bytes, 2), ieee_80211, depth);
    case 163:  // AVS
      return without(bytes, bytes.size() < 8 ? 0 : big32(bytes, 4), ieee_80211, depth);
    case 192:  // PPI
      if (bytes.size() < 8) return {Kind::Short, bytes, 0, depth};
      return without(bytes, little16(bytes, 2), little32(bytes, 4), depth);
    default:
      return {Kind::Unknown, bytes, link_type, depth};
  }
}

}  // namespace sig::traffic
