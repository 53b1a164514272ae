#include "base/diagnostic_codes.h"

namespace sig {
namespace {

constexpr DiagnosticCode codes[] = {
    // 01: text and YAML
    {"SIG0101", "duplicate-key", "a key stands twice in one mapping"},
};

}  // namespace

std::span<const DiagnosticCode> diagnostic_codes() {
  return codes;
}

const DiagnosticCode* find_diagnostic_code(std::string_view code) {
  for (const DiagnosticCode& row : codes) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace sig
