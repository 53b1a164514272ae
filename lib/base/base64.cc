#include "base/base64.h"

#include <array>
#include <cstdint>

namespace sig {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> digit(char c) {
  const size_t at = alphabet.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(at);
}

std::uint32_t byte_at(std::string_view bytes, size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group =
        byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    const size_t digits = std::min<size_t>(bytes.size() - i, 3) + 1;
    for (size_t d = 0; d < 4; ++d)
      out.push_back(d < digits ? alphabet[group >> (18U - 6U * d) & 63U] : '=');
  }
  return out;
}

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (size_t i = 0; i < text.size(); i += 4) {
    const bool is_last = i + 4 == text.size();
    const size_t digits = is_last ? 4 - padding : 4;
    std::uint32_t group = 0;
    for (size_t d = 0; d < digits; ++d) {
      const std::optional<std::uint32_t> value = digit(text[i + d]);
      if (!value) return std::nullopt;
      group |= *value << (18U - 6U * d);
    }
    const size_t bytes = digits - 1;
    for (size_t b = 0; b < bytes; ++b)
      out.push_back(static_cast<char>(group >> (16U - 8U * b) & 255U));
    if ((group & ((1U << (24U - 8U * bytes)) - 1U)) != 0) return std::nullopt;
  }
  return out;
}

}  // namespace sig
