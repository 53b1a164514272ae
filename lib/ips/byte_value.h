#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/ips_rule.h"

namespace sig::ips {

/// The number in the first `count` bytes: binary in `endian` (at most 8 bytes), or as text in the
/// base (at most 23 bytes). Nothing when it is no number or the bytes are not there.
std::optional<std::uint64_t> read_number(std::string_view bytes,
                                         std::int64_t count,
                                         IpsNumberBase base,
                                         IpsEndian endian);

/// (value & mask) >> (the mask's trailing zeros); the value itself without a mask.
std::uint64_t masked(std::uint64_t value, std::uint32_t mask);

}  // namespace sig::ips
