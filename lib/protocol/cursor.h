#pragma once

#include <cstdint>
#include <string_view>

namespace sig::protocol {

/// Takes fields from the front of bytes; `ok` turns false where they end too early, and stays so.
struct Cursor {
  std::string_view bytes;
  bool ok = true;

  std::string_view take(size_t size) {
    if (size > bytes.size()) {
      ok = false;
      bytes = {};
      return {};
    }
    const std::string_view field = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return field;
  }
  std::uint8_t u8() {
    const std::string_view field = take(1);
    return ok ? static_cast<std::uint8_t>(field[0]) : std::uint8_t{0};
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(big(2)); }
  std::uint32_t u24() { return big(3); }
  std::uint32_t u32() { return big(4); }
  std::string_view field8() { return take(u8()); }
  std::string_view field16() { return take(u16()); }
  std::string_view field24() { return take(u24()); }
  std::string_view field32() { return take(u32()); }

 private:
  std::uint32_t big(size_t size) {
    std::uint32_t value = 0;
    for (const char c : take(size))
      value = (value << 8U) | static_cast<std::uint8_t>(c);
    return value;
  }
};

}  // namespace sig::protocol
