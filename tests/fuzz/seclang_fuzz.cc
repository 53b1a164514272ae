// Any bytes are read as SecLang, checked and printed; what is read without an error is read the
// same from its print.
#include <cstdint>

#include "check/seclang_conventions.h"
#include "check/seclang_regexes.h"
#include "source/seclang.h"
#include "source/seclang_print.h"
#include "tests/support/seclang_files.h"

namespace sig {
namespace {

void read_and_print(const std::string& text, SecEngine engine) {
  test::SecMemoryFiles world;
  world.has_all_data = true;
  world.files = {{"self.conf", text}, {"empty.conf", ""}};
  Diagnostics diagnostics;
  const SecConfiguration set =
      source::read_seclang({{"fuzz.conf", text}}, {.engine = engine}, world, diagnostics);
  const bool is_right = !diagnostics.has_errors();
  check::seclang_regexes(set, diagnostics);
  check::seclang_conventions(set, {}, diagnostics);
  diagnostics.as_text(true);
  const std::string printed = source::print_seclang(set.files[0]);
  if (!is_right || text.find("nclude") != std::string::npos) return;
  Diagnostics again;
  const SecConfiguration second =
      source::read_seclang({{"fuzz.conf", printed}}, {.engine = engine}, world, again);
  if (!(second == set)) __builtin_trap();
}

}  // namespace
}  // namespace sig

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  sig::read_and_print(text, static_cast<sig::SecEngine>(bytes[0] % 3));
  return 0;
}
