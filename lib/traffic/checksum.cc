#include "traffic/checksum.h"

#include <bit>
#include <cstring>

#include "traffic/byte_order.h"

namespace sig::traffic {

std::uint16_t ones_sum(std::string_view bytes, std::uint32_t start) {
  // RFC 1071 2(B): the sum may be made in either byte order and over wider words.
  std::uint64_t sum = 0;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= 4; left -= 4, at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, at, 4);
    sum += word;
  }
  std::uint32_t last = 0;
  if (left > 0) std::memcpy(&last, at, left);
  sum += last;
  while (sum >> 16U != 0)
    sum = (sum & 0xffffU) + (sum >> 16U);
  std::uint32_t folded = static_cast<std::uint32_t>(sum);
  if constexpr (std::endian::native == std::endian::little) {
    folded = (folded >> 8U | folded << 8U) & 0xffffU;
  }
  folded += start;
  while (folded >> 16U != 0)
    folded = (folded & 0xffffU) + (folded >> 16U);
  return static_cast<std::uint16_t>(folded);
}

}  // namespace sig::traffic
