// Base64 and hexadecimal.
#include <array>

#include "match/decoders.h"

namespace sig::match {
namespace {

constexpr std::array<signed char, 256> base64_values() {
  std::array<signed char, 256> table{};
  for (signed char& value : table)
    value = -1;
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
  table['-'] = 62;
  table['_'] = 63;
  return table;
}

constexpr std::array<signed char, 256> base64 = base64_values();

}  // namespace

size_t decode_base64(std::string_view in, char* out) {
  char* const start = out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : in) {
    if (is_space(c)) continue;
    const int value = base64[static_cast<unsigned char>(c)];
    if (value < 0) break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      *out++ = static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xffU);
    }
  }
  return static_cast<size_t>(out - start);
}

size_t decode_hex(std::string_view in, char* out) {
  char* const start = out;
  if (in.starts_with("0x") || in.starts_with("0X")) in.remove_prefix(2);
  int high = -1;
  for (const char c : in) {
    if (is_space(c)) continue;
    const int value = hex_value(c);
    if (value < 0) break;
    if (high < 0) {
      high = value;
      continue;
    }
    *out++ = static_cast<char>(high * 16 + value);
    high = -1;
  }
  return static_cast<size_t>(out - start);
}

}  // namespace sig::match
