#include <cstdint>
#include <cstdlib>

#include "model/activation.h"

/// What is read writes back to a text that reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const sig::Result<sig::Activation> activation = sig::read_activation(text, "fuzz");
  if (!activation) return 0;
  const std::string written = sig::activation_document(*activation);
  const sig::Result<sig::Activation> again = sig::read_activation(written, "fuzz");
  if (!again || sig::activation_document(*again) != written) std::abort();
  return 0;
}
