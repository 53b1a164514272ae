#pragma once

#include "traffic/link_layer.h"

namespace sig::traffic {

/// IEEE 802.11 data frames, bare or behind a Radiotap, Prism, AVS or PPI header; any other link
/// type is Unknown. Frames that carry no network layer (management, control, null data) are Other
/// with number 0.
Network open_wireless(std::uint32_t link_type, std::string_view bytes, int depth);

/// IEEE 802.2 LLC; behind a SNAP header stands an ethertype (RFC 1042).
Network open_llc(std::string_view bytes, int depth);

}  // namespace sig::traffic
