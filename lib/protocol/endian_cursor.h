#pragma once

#include "protocol/cursor.h"

namespace sig::protocol {

/// A cursor whose numbers are of either byte order.
struct EndianCursor : Cursor {
  bool is_little = true;

  explicit EndianCursor(std::string_view given, bool little = true) : is_little(little) {
    bytes = given;
  }
  std::uint16_t n16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t n32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t n64() { return number(8); }

 private:
  std::uint64_t number(size_t size) {
    std::uint64_t value = 0;
    const std::string_view field = take(size);
    for (size_t i = 0; i < field.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(field[is_little ? field.size() - 1 - i : i]);
      value = (value << 8U) | byte;
    }
    return value;
  }
};

}  // namespace sig::protocol
