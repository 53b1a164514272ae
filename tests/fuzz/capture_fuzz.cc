// A capture file of any bytes, over the whole reader.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "traffic/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view capture(reinterpret_cast<const char*>(bytes), size);
  auto source = sig::traffic::open_packet_bytes(capture, "fuzz", {});
  if (!source) return 0;
  std::uint64_t rejected = 0;
  for (;;) {
    const auto event = (*source)->next();
    if (!event || *event == nullptr) break;
    if ((*event)->client.empty()) std::abort();
  }
  const sig::traffic::ReadCounts& counts = (*source)->counts();
  for (const auto& [reason, times] : counts.reasons) {
    if (reason.starts_with("rejected: ")) rejected += times;
  }
  if (rejected != counts.records_rejected) std::abort();
  return 0;
}
