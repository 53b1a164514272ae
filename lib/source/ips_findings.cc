#include "source/ips_findings.h"

namespace sig::source {

void IpsFindings::error(std::string_view code,
                        const IpsWord& word,
                        std::string message,
                        std::string label,
                        std::string help) {
  if (errors_++ == 0) first_error_ = message;
  if (text_->is_comment) return;
  diagnostics_.error(
      code, span(word), std::move(message), std::move(label), std::move(help), subject_);
}

void IpsFindings::warning(std::string_view code,
                          const IpsWord& word,
                          std::string message,
                          std::string label,
                          std::string help) {
  warning_at(code, span(word), std::move(message), std::move(label), std::move(help));
}

void IpsFindings::warning_at(
    std::string_view code, Span at, std::string message, std::string label, std::string help) {
  if (text_->is_comment) return;
  diagnostics_.warning(code, at, std::move(message), std::move(label), std::move(help), subject_);
}

}  // namespace sig::source
