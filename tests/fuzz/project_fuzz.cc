#include "source/corpus_reader.h"
#include "source/project_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sig::Diagnostics diagnostics;
  const auto text =
      diagnostics.sources().add("fuzz.yaml", {reinterpret_cast<const char*>(bytes), size});
  const auto root = sig::source::parse_yaml(text, {}, diagnostics);
  sig::source::Findings findings(diagnostics);
  if (root) sig::source::read_project_tree(*root, "", findings);
  if (root) sig::source::read_corpus_tree(*root, findings);
  diagnostics.as_text();
  return 0;
}
