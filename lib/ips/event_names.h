#pragma once

#include <cstdint>
#include <string_view>

#include "ips/packet.h"

namespace sig::ips {
std::string_view event_name(EventNumber number);
std::uint32_t ip_option_bit(std::string_view name);
}  // namespace sig::ips
