#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sig {

/// An IPv4 or IPv6 address; IPv4 is held as v4-mapped (RFC 4291 2.5.5.2), so that both compare as
/// one.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  static IpAddress from_v4(const std::uint8_t* four_bytes);
  static IpAddress from_v6(const std::uint8_t* sixteen_bytes);
  bool is_v4() const;
  bool is_set() const;  ///< false for the all-zero default
  /// RFC 5952 text; IPv4 as dotted quad.
  std::string text() const;
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

std::optional<IpAddress> parse_ip(std::string_view text);

/// A network such as 192.0.2.0/24 or a single address. `prefix` counts bits of the 128.
struct Cidr {
  IpAddress network;
  int prefix = 128;

  bool contains(const IpAddress& address) const;
  friend auto operator<=>(const Cidr&, const Cidr&) = default;
};

/// Refuses host bits behind the prefix (192.0.2.1/24): that is a typing mistake.
std::optional<Cidr> parse_cidr(std::string_view text);

}  // namespace sig
