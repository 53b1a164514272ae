#include "traffic/byte_order.h"
#include "traffic/packet_decoder.h"

namespace sig::traffic {
namespace {

constexpr std::uint16_t ethernet_bridging = 0x6558;

// RFC 7348.
Network open_vxlan(std::string_view bytes, int depth) {
  if (bytes.size() < 8 || (byte_at(bytes, 0) & 0x08U) == 0) {
    return {Network::Kind::Short, bytes, 0, depth};
  }
  return open_link(link_ethernet, bytes.substr(8), depth);
}

// RFC 8926.
Network open_geneve(std::string_view bytes, int depth) {
  if (bytes.size() < 8 || (byte_at(bytes, 0) & 0xc0U) != 0) {
    return {Network::Kind::Short, bytes, 0, depth};
  }
  const size_t header = 8 + size_t{byte_at(bytes, 0) & 0x3fU} * 4;
  if (header > bytes.size()) return {Network::Kind::Short, bytes, 0, depth};
  return open_ethertype(big16(bytes, 2), bytes.substr(header), depth);
}

}  // namespace

// RFC 2784, RFC 2890; version 1 is PPTP's (RFC 2637).
Network open_gre(std::string_view bytes, int depth) {
  if (bytes.size() < 4) return {Network::Kind::Short, bytes, 0, depth};
  const unsigned flags = byte_at(bytes, 0);
  const unsigned version = byte_at(bytes, 1) & 0x07U;
  const bool has_sequence = (flags & 0x10U) != 0;
  size_t header = 4;
  if ((flags & 0xc0U) != 0) header += 4;  // checksum or routing: both fields
  if ((flags & 0x20U) != 0) header += 4;  // key
  if (has_sequence) header += 4;
  if (version == 1 && (byte_at(bytes, 1) & 0x80U) != 0) header += 4;  // acknowledgement
  if (header > bytes.size()) return {Network::Kind::Short, bytes, 0, depth};
  const std::uint16_t type = big16(bytes, 2);
  constexpr std::uint16_t erspan = 0x88be;
  if (type == erspan) {
    if (has_sequence) header += 8;  // type II has a header of its own
    if (header > bytes.size()) return {Network::Kind::Short, bytes, 0, depth};
    return open_ethertype(ethernet_bridging, bytes.substr(header), depth);
  }
  return open_ethertype(type, bytes.substr(header), depth);
}

Network open_udp_tunnel(std::uint16_t port, std::string_view bytes, int depth) {
  constexpr std::uint16_t geneve = 6081;
  return port == geneve ? open_geneve(bytes, depth) : open_vxlan(bytes, depth);
}

}  // namespace sig::traffic
