#include "check/place.h"

#include <fmt/format.h>

namespace sig::check {

Span place_of(const Signature& signature, std::string_view key) {
  const auto found = signature.key_spans.find(key);
  return found == signature.key_spans.end() ? signature.id_span : found->second;
}

std::string origin_text(const Signature& signature) {
  return fmt::format("{}:{}", signature.origin.file, signature.origin.line);
}

}  // namespace sig::check
