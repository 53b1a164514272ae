#pragma once

#include <string_view>

#include "protocol/app_unit.h"

namespace sig::protocol {

// What the parsers here can show. A rule that asks for more would never fire, which its user must
// be told.

/// Flows of it are recognised.
bool is_recognised(AppProtocol protocol);
/// Its transactions are shown.
bool is_parsed(AppProtocol protocol);
/// Some parser makes values of this buffer.
bool is_made(IpsBuffer buffer);
bool is_made(IpsNumberField field);
/// Some parser shows frames of this name.
bool is_frame(std::string_view name);
/// An app-layer-event as rules write it: "dns.z_flag_set", "applayer_unexpected_protocol".
bool is_raised(std::string_view event);

}  // namespace sig::protocol
