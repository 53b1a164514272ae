#include "source/ips_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto dialect = bytes[0] % 4 == 3 ? sig::source::guess_ips_dialect(text)
                                         : static_cast<sig::IpsDialect>(bytes[0] % 4);
  sig::Diagnostics diagnostics;
  const auto rules = sig::source::read_ips_rules(
      "fuzz.rules", text, dialect, sig::source::IpsVariables::stock(), diagnostics);
  for (const sig::IpsRule& rule : rules) {
    if (rule.sid == 0 || rule.span.start + rule.span.length > text.size()) __builtin_trap();
  }
  diagnostics.as_text(true);
  return 0;
}
