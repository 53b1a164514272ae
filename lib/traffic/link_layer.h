#pragma once

#include <cstdint>
#include <string_view>

namespace sig::traffic {

/// Layers of VLAN tags, labels and tunnels that are opened before a packet counts as too deep.
inline constexpr int deepest_nesting = 8;

/// What stands behind a link-layer header.
struct Network {
  enum class Kind {
    Ip,         ///< `bytes` begin with an IPv4 or IPv6 header
    Other,      ///< another protocol: `number` is its ethertype
    Unknown,    ///< the link type `number` is not decoded
    Encrypted,  ///< a protected 802.11 frame
    Short,      ///< the header is cut or contradicts itself
    TooDeep,
  };
  Kind kind = Kind::Short;
  std::string_view bytes;
  std::uint32_t number = 0;
  int depth = 0;  ///< layers opened so far
};

/// Finds the network layer behind a header of this LINKTYPE_ (tcpdump.org/linktypes.html).
Network open_link(std::uint32_t link_type, std::string_view bytes, int depth = 0);

/// The same for the header that follows an ethertype: VLAN (802.1Q, 802.1ad), MPLS, PPPoE, IP.
Network open_ethertype(std::uint16_t ethertype, std::string_view bytes, int depth);

/// The same behind a PPP protocol field, which is still there (RFC 1661, with RFC 1662 framing).
Network open_ppp(std::string_view bytes, int depth);

inline constexpr std::uint32_t link_ethernet = 1;

}  // namespace sig::traffic
