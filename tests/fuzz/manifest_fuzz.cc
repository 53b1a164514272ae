// Any bytes as manifest.json: what is accepted must be written again byte for byte.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "bundle/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  const auto read = sig::bundle::read_manifest(input, {});
  if (read && sig::bundle::manifest_text(*read) != input) std::abort();
  return 0;
}
