#include "source/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sig::Diagnostics diagnostics;
  sig::source::read_signature_text("fuzz.yaml",
                                   {reinterpret_cast<const char*>(bytes), size},
                                   {{"OFFICE", {"192.0.2.0/24"}}},
                                   diagnostics);
  diagnostics.as_text();
  return 0;
}
