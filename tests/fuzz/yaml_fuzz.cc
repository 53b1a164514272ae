#include "source/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sig::Diagnostics diagnostics;
  const auto text =
      diagnostics.sources().add("fuzz.yaml", {reinterpret_cast<const char*>(bytes), size});
  const auto root = sig::source::parse_yaml(text, {}, diagnostics);
  if (root.has_value() == diagnostics.has_errors()) __builtin_trap();
  diagnostics.as_text(true);
  return 0;
}
