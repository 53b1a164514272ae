// First byte: how many decodes; then that many bytes, one decode each; then the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "match/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sig;
  if (size == 0) return 0;
  const std::size_t count = bytes[0] % 6;
  if (size < 1 + count) return 0;
  std::string_view text(reinterpret_cast<const char*>(bytes) + 1 + count, size - 1 - count);
  match::TextArena arena;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view decoded =
        match::decode(static_cast<Decode>(bytes[1 + i] % 12), text, arena);
    if (decoded.size() > text.size()) std::abort();  // decodes never make a text longer
    text = decoded;
  }
  return 0;
}
