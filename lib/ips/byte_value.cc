#include "ips/byte_value.h"

#include <bit>
#include <charconv>

namespace sig::ips {
namespace {

std::optional<std::uint64_t> read_text(std::string_view bytes, int base) {
  while (!bytes.empty() && (bytes[0] == ' ' || (bytes[0] >= '\t' && bytes[0] <= '\r'))) {
    bytes.remove_prefix(1);
  }
  const bool is_minus = !bytes.empty() && bytes[0] == '-';
  if (!bytes.empty() && (bytes[0] == '-' || bytes[0] == '+')) bytes.remove_prefix(1);
  if (base == 16 && bytes.size() > 2 && bytes[0] == '0' && (bytes[1] | 0x20) == 'x') {
    bytes.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(bytes.data(), bytes.data() + bytes.size(), value, base);
  if (error != std::errc() || end == bytes.data()) return std::nullopt;
  return is_minus ? 0 - value : value;
}

}  // namespace

std::optional<std::uint64_t> read_number(std::string_view bytes,
                                         std::int64_t count,
                                         IpsNumberBase base,
                                         IpsEndian endian) {
  if (count <= 0 || count > static_cast<std::int64_t>(bytes.size())) return std::nullopt;
  const std::string_view number = bytes.substr(0, static_cast<size_t>(count));
  switch (base) {
    case IpsNumberBase::Hex:
      return read_text(number, 16);
    case IpsNumberBase::Decimal:
      return read_text(number, 10);
    case IpsNumberBase::Octal:
      return read_text(number, 8);
    case IpsNumberBase::Binary:
      break;
  }
  if (count > 8) return std::nullopt;
  std::uint64_t value = 0;
  for (size_t i = 0; i < number.size(); ++i) {
    const size_t at = endian == IpsEndian::Little ? number.size() - 1 - i : i;
    value = (value << 8U) | static_cast<unsigned char>(number[at]);
  }
  return value;
}

std::uint64_t masked(std::uint64_t value, std::uint32_t mask) {
  if (mask == 0) return value;
  return (value & mask) >> static_cast<unsigned>(std::countr_zero(mask));
}

}  // namespace sig::ips
