#pragma once

#include <span>
#include <string_view>

namespace sig {

/// One kind of finding. `code` is stable for ever; `name` is its slug; `meaning` one line of prose.
struct DiagnosticCode {
  std::string_view code;
  std::string_view name;
  std::string_view meaning;
};

/// The one table of every code that a Diagnostic may carry, in order. Hundreds: 01 text and YAML,
/// 02 signature fields, 03 sigctl.yaml, 04 checks on signatures, 05 corpora, 06 rules of
/// Suricata and Snort, 08 SecLang.
/// Each row has a golden pair tests/diagnostics/<code>-<name>.{yaml,rules,conf} and .txt.
std::span<const DiagnosticCode> diagnostic_codes();

/// The row of a code, or nullptr.
const DiagnosticCode* find_diagnostic_code(std::string_view code);

}  // namespace sig
