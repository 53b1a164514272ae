// Any bytes as the matcher's artifact: what is accepted must keep its text from the second writing
// on, and the digests with it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "model/signature_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  const auto read = sig::read_signatures_document(input, "fuzz");
  if (!read) return 0;
  const std::string text = sig::signatures_document(*read);
  const auto again = sig::read_signatures_document(text, "fuzz");
  if (!again || sig::signatures_document(*again) != text) std::abort();
  for (std::size_t i = 0; i < read->size(); ++i) {
    if ((*read)[i].digest != (*again)[i].digest) std::abort();
  }
  return 0;
}
