#pragma once

#include <string>
#include <string_view>

namespace sig::source {

/// What is wrong with the text between two values; `code` is empty when nothing is.
struct Gap {
  std::string_view code;
  size_t at = 0;
  size_t length = 1;
  std::string message;
  std::string help;
};

/// Looks at the bytes from `start` to `end`, which hold no value: only blanks, comments and the
/// marks that give YAML its structure may stand there. yaml-cpp 0.7 drops some other text silently.
Gap scan_gap(std::string_view text, size_t start, size_t end);

}  // namespace sig::source
