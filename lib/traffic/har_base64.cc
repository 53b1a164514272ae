#include "traffic/har_base64.h"

#include <array>
#include <cstdint>

namespace sig::traffic {
namespace {

constexpr std::uint8_t foreign = 64;
constexpr std::uint8_t skipped = 65;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values)
    value = foreign;
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  for (const char c : {'=', ' ', '\t', '\r', '\n'})
    values[static_cast<unsigned char>(c)] = skipped;
  return values;
}

constexpr std::array<std::uint8_t, 256> values = make_values();

}  // namespace

bool append_base64(std::string_view text, size_t limit, std::string& out) {
  const size_t most = out.size() + limit;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == skipped) continue;
    if (value == foreign) return false;
    bits = bits << 6U | value;
    count += 6;
    if (count < 8) continue;
    if (out.size() == most) return true;
    count -= 8;
    out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
  }
  return true;
}

}  // namespace sig::traffic
