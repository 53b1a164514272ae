#include "base/ip.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace sig {

IpAddress IpAddress::from_v4(const std::uint8_t* four_bytes) {
  IpAddress ip;
  ip.bytes[10] = ip.bytes[11] = 0xff;
  std::copy_n(four_bytes, 4, ip.bytes.begin() + 12);
  return ip;
}

IpAddress IpAddress::from_v6(const std::uint8_t* sixteen_bytes) {
  IpAddress ip;
  std::copy_n(sixteen_bytes, 16, ip.bytes.begin());
  return ip;
}

bool IpAddress::is_v4() const {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

bool IpAddress::is_set() const {
  return *this != IpAddress{};
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  const bool v4 = is_v4();
  ::inet_ntop(
      v4 ? AF_INET : AF_INET6, v4 ? &bytes[12] : bytes.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  const std::string terminated(text);
  if (terminated.size() >= INET6_ADDRSTRLEN || terminated.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  std::array<std::uint8_t, 16> raw{};
  if (::inet_pton(AF_INET, terminated.c_str(), raw.data()) == 1)
    return IpAddress::from_v4(raw.data());
  if (::inet_pton(AF_INET6, terminated.c_str(), raw.data()) == 1)
    return IpAddress::from_v6(raw.data());
  return std::nullopt;
}

bool Cidr::contains(const IpAddress& address) const {
  const auto whole = static_cast<size_t>(prefix / 8);
  if (!std::equal(network.bytes.begin(),
                  network.bytes.begin() + static_cast<long>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> static_cast<unsigned>(rest));
  return (network.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, 128};
  const std::optional<std::uint64_t> bits = parse_unsigned(text.substr(slash + 1));
  const std::uint64_t widest = address->is_v4() ? 32 : 128;
  if (!bits || *bits > widest) return std::nullopt;
  const Cidr cidr{*address, static_cast<int>(*bits + (128 - widest))};
  for (int bit = cidr.prefix; bit < 128; ++bit) {
    const auto byte = address->bytes[static_cast<size_t>(bit / 8)];
    if (((byte >> (7 - bit % 8)) & 1) != 0) return std::nullopt;
  }
  return cidr;
}

}  // namespace sig
