// A file of raw HTTP of any bytes is read to its end or refused, and its counts add up.
#include "tests/support/fuzz_reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sig::traffic::fuzz_reading(sig::traffic::Format::Http, bytes, size);
  return 0;
}
