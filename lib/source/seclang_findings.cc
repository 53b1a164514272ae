#include "source/seclang_findings.h"

#include "base/text.h"

namespace sig::source {

void SecFindings::error(std::string_view code,
                        const SecWord& word,
                        std::string message,
                        std::string label,
                        std::string help) {
  diagnostics_.error(
      code, span(word), std::move(message), std::move(label), std::move(help), subject_);
}

void SecFindings::warning(std::string_view code,
                          const SecWord& word,
                          std::string message,
                          std::string label,
                          std::string help) {
  diagnostics_.warning(
      code, span(word), std::move(message), std::move(label), std::move(help), subject_);
}

void SecFindings::error_at(std::string_view code, Span at, std::string message, std::string help) {
  diagnostics_.error(code, at, std::move(message), {}, std::move(help), subject_);
}

void SecFindings::warning_at(std::string_view code,
                             Span at,
                             std::string message,
                             std::string help) {
  diagnostics_.warning(code, at, std::move(message), {}, std::move(help), subject_);
}

void SecFindings::only(SecKnownBy known,
                       const SecWord& word,
                       const std::string& what,
                       std::string help) {
  if (known.v3 && known.v2) return;
  const SecEngine refusing = known.v3 ? SecEngine::V2 : SecEngine::V3;
  refused_by(refusing,
             code::one_engine_only,
             word,
             std::string(to_string(refusing)) + " does not take " + what,
             std::move(help));
}

void SecFindings::known(SecKnownBy known,
                        const SecWord& word,
                        std::string_view what,
                        std::string_view name) {
  // Nearly every name is known to both: no text is made for those.
  if (!known.v3 || !known.v2) only(known, word, std::string(what) + " " + quote(name));
}

void SecFindings::refused_by(SecEngine engine,
                             std::string_view code,
                             const SecWord& word,
                             std::string message,
                             std::string help) {
  if (engine_ == engine) error(code, word, std::move(message), {}, std::move(help));
  if (engine_ == SecEngine::Any) warning(code, word, std::move(message), {}, std::move(help));
}

std::string SecFindings::suggestion_of(std::string_view word,
                                       std::span<const std::string_view> names) {
  const auto near = closest_match(word, names);
  return near ? "did you mean " + quote(*near) + "?" : std::string();
}

}  // namespace sig::source
