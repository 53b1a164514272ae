#include "source/networks.h"

#include <fmt/format.h>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

/// The network that an address with a prefix length lies in, as text; nothing for other text.
std::optional<std::string> network_around(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto address = parse_ip(text.substr(0, slash));
  const auto bits = parse_unsigned(text.substr(slash + 1));
  if (!address || !bits || *bits > (address->is_v4() ? 32U : 128U)) return std::nullopt;
  const std::uint64_t prefix = address->is_v4() ? *bits + 96 : *bits;
  for (size_t bit = prefix; bit < 128; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    address->bytes[bit / 8] = static_cast<std::uint8_t>(address->bytes[bit / 8] & ~mask);
  }
  return fmt::format("{}/{}", address->text(), *bits);
}

}  // namespace

std::optional<Cidr> read_network(const std::string& text,
                                 Span at,
                                 std::string_view what,
                                 Findings& findings) {
  if (auto network = parse_cidr(text)) return network;
  if (const auto meant = network_around(text)) {
    findings.error(code::host_bits,
                   at,
                   fmt::format("{} has bits set behind its prefix", quote(text)),
                   {},
                   fmt::format("did you mean \"{}\"?", *meant));
  } else {
    findings.error(code::bad_network,
                   at,
                   fmt::format("{} {} is neither an address nor a network", what, quote(text)),
                   {},
                   "write it as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32");
  }
  return std::nullopt;
}

}  // namespace sig::source
