// One packet of any bytes: two for the link type, the rest is the frame.
#include <cstdint>
#include <string>

#include "tests/support/packet_builder.h"
#include "traffic/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view frame(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::uint32_t link_type = bytes[0] * 256U + bytes[1];
  const std::string file = sig::test::pcap_header(link_type) + sig::test::pcap_record(frame);
  auto source = sig::traffic::open_packet_bytes(file, "fuzz", {.verify_checksums = false});
  while (source) {
    const auto event = (*source)->next();
    if (!event || *event == nullptr) break;
  }
  return 0;
}
