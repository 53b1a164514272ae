#include "traffic/capture_reader.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "traffic/byte_order.h"

namespace sig::traffic {
namespace {

constexpr std::array<std::uint32_t, 3> pcap_magics = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34};
constexpr std::uint32_t pcapng_magic = 0x0a0d0d0a;

bool is_pcap_magic(std::string_view bytes) {
  for (const std::uint32_t magic : pcap_magics) {
    if (big32(bytes, 0) == magic || little32(bytes, 0) == magic) return true;
  }
  return false;
}

}  // namespace

bool is_capture_magic(std::string_view four_bytes) {
  if (four_bytes.size() < 4) return false;
  return is_pcap_magic(four_bytes) || big32(four_bytes, 0) == pcapng_magic;
}

Result<std::unique_ptr<CaptureReader>> open_capture(ChunkInput input, const std::string& name) {
  const std::string_view magic = input.peek(4);
  if (!input.failure().empty()) return io_error(fmt::format("{}: {}", name, input.failure()));
  if (!is_capture_magic(magic)) {
    const std::string found = magic.empty() ? "an empty file" : "0x" + to_hex(as_bytes(magic));
    return input_error(
        fmt::format("{}: not a capture: begins with {}, expected pcap (0xa1b2c3d4, 0xa1b23c4d or "
                    "0xa1b2cd34 in either byte order) or pcapng (0x0a0d0d0a)",
                    name,
                    found),
        "name the format of the recording if it is another one");
  }
  if (big32(magic, 0) == pcapng_magic) return read_pcapng(std::move(input));
  return read_pcap(std::move(input));
}

}  // namespace sig::traffic
