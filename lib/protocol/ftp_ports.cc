#include "protocol/ftp_ports.h"

#include <algorithm>
#include <optional>

namespace sig::protocol {
namespace {

/// Takes a decimal number off the front.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t most) {
  std::uint32_t value = 0;
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + static_cast<std::uint32_t>(text[digits] - '0');
    if (value > most) return std::nullopt;
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

/// Six numbers: the address, and the port as two of them.
std::uint16_t take_host_port(std::string_view& text) {
  constexpr size_t address = 4, all = 6;
  std::uint32_t port = 0;
  for (size_t i = 0; i < all; ++i) {
    const auto number = take_number(text, 255);
    if (!number || (i + 1 < all && !take_char(text, ','))) return 0;
    if (i >= address) port = port * 256 + *number;
  }
  return static_cast<std::uint16_t>(port);
}

std::uint16_t last_between_bars(std::string_view text) {
  const auto port = take_number(text, 65535);
  return port && text.starts_with('|') ? static_cast<std::uint16_t>(*port) : std::uint16_t{0};
}

}  // namespace

std::uint16_t port_of_port(std::string_view line) {
  constexpr std::string_view command = "PORT ";
  line.remove_prefix(std::min(line.size(), command.size()));
  return take_host_port(line);
}

std::uint16_t port_of_eprt(std::string_view line) {
  size_t bars = 0;
  while (bars < 3) {
    const size_t bar = line.find('|');
    if (bar == std::string_view::npos) return 0;
    line.remove_prefix(bar + 1);
    ++bars;
  }
  return last_between_bars(line);
}

std::uint16_t port_of_pasv(std::string_view line) {
  const size_t open = line.find('(');
  if (!line.starts_with("227") || open == std::string_view::npos) return 0;
  line.remove_prefix(open + 1);
  const std::uint16_t port = take_host_port(line);
  return line.starts_with(')') ? port : std::uint16_t{0};
}

std::uint16_t port_of_epsv(std::string_view line) {
  constexpr std::string_view start = "(|||";
  const size_t at = line.find(start);
  if (!line.starts_with("229") || at == std::string_view::npos) return 0;
  return last_between_bars(line.substr(at + start.size()));
}

}  // namespace sig::protocol
