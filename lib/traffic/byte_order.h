#pragma once

#include <cstdint>
#include <string_view>

namespace sig::traffic {

// Unaligned integers out of bytes; the caller has checked that they are there.

inline std::uint8_t byte_at(std::string_view bytes, size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}
inline std::uint16_t big16(std::string_view bytes, size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8U | byte_at(bytes, at + 1));
}
inline std::uint32_t big32(std::string_view bytes, size_t at) {
  return std::uint32_t{big16(bytes, at)} << 16U | big16(bytes, at + 2);
}
inline std::uint16_t little16(std::string_view bytes, size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at + 1) << 8U | byte_at(bytes, at));
}
inline std::uint32_t little32(std::string_view bytes, size_t at) {
  return std::uint32_t{little16(bytes, at + 2)} << 16U | little16(bytes, at);
}

/// Reads integers in the byte order that a file's header declares.
struct ByteOrder {
  bool is_big = false;
  std::uint16_t u16(std::string_view bytes, size_t at) const {
    return is_big ? big16(bytes, at) : little16(bytes, at);
  }
  std::uint32_t u32(std::string_view bytes, size_t at) const {
    return is_big ? big32(bytes, at) : little32(bytes, at);
  }
};

}  // namespace sig::traffic
