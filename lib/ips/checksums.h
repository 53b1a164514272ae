#pragma once

#include <cstdint>
#include <string_view>

#include "base/ip.h"

namespace sig::ips {

/// Whether bytes that hold their own RFC 1071 checksum sum up.
bool is_good_checksum(std::string_view bytes);
/// The same with the pseudo header of IPv4 (RFC 793) or IPv6 (RFC 8200 8.1).
bool is_good_transport_checksum(const IpAddress& source,
                                const IpAddress& destination,
                                std::uint8_t protocol,
                                std::string_view segment);

}  // namespace sig::ips
