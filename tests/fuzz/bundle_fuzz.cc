// Any bytes as a bundle, and as the archive behind a right seal, so that the parsers are reached.
// What is accepted must be exactly what sealing its parts gives.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "bundle/bundle_file.h"
#include "bundle/seal.h"

namespace {

void open_and_seal_again(const std::string& bytes) {
  const auto opened = sig::bundle::open_bytes(bytes, "fuzz");
  if (!opened) return;
  const auto again = sig::bundle::seal(opened->manifest, opened->files);
  if (!again || *again != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  open_and_seal_again(input);
  open_and_seal_again(sig::bundle::add_seal(input));
  return 0;
}
