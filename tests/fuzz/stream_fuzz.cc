// One TCP connection of any segments. Each is two bytes of where it begins, one of flags and one of
// length, then its bytes.
#include <cstdint>
#include <string>

#include "tests/support/conversation.h"
#include "traffic/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string file = sig::test::pcap_header();
  std::size_t at = 0;
  while (at + 4 <= size) {
    const std::size_t begin = bytes[at] * 256U + bytes[at + 1];
    const int flags = bytes[at + 2] & 0x3f;
    const bool from_client = (bytes[at + 2] & 0x40) == 0;
    const std::size_t length = std::min<std::size_t>(bytes[at + 3], size - at - 4);
    const std::string_view text(reinterpret_cast<const char*>(bytes) + at + 4, length);
    file += sig::test::pcap_record(
        sig::test::segment(from_client, begin, bytes[at + 1], text, {}, flags));
    at += 4 + length;
  }
  auto source = sig::traffic::open_packet_bytes(file, "fuzz", {});
  while (source) {
    const auto event = (*source)->next();
    if (!event || *event == nullptr) break;
  }
  return 0;
}
