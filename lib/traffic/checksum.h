#pragma once

#include <cstdint>
#include <string_view>

namespace sig::traffic {

/// The 16-bit one's complement sum of RFC 1071, folded but not complemented, over bytes in network
/// order; `start` continues an earlier sum (of an even number of bytes).
std::uint16_t ones_sum(std::string_view bytes, std::uint32_t start = 0);

}  // namespace sig::traffic
