#include "check/seclang_regexes.h"

#include <algorithm>

#include "match/pcre.h"

namespace sig::check {
namespace {

constexpr std::string_view code = "SIG0840";

/// Where byte `offset` of the pattern stands in the text that it was written as, which has an
/// escape before each quote and may go over several lines.
size_t written_offset(std::string_view written, std::string_view pattern, size_t offset) {
  size_t at = 0;
  for (size_t done = 0; at < written.size(); ++at) {
    const std::string_view rest = written.substr(at);
    if (rest.starts_with("\\\n")) {
      at += 1;
    } else if (rest.starts_with("\\\r\n")) {
      at += 2;
    } else if (rest[0] == '\\' && done < pattern.size() && pattern[done] != '\\') {
      continue;
    } else if (done++ == offset) {
      break;
    }
  }
  return std::min(at, written.size());
}

class RegexCheck {
 public:
  explicit RegexCheck(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void run(const SecRule& rule) {
    subject_ = rule.id() == 0 ? std::string() : std::to_string(rule.id());
    check_rule(rule);
    for (const SecRule& chained : rule.chained)
      check_rule(chained);
  }

 private:
  void check_rule(const SecRule& rule) {
    if (rule.form != SecRule::Form::Rule) return;
    const SecOperatorRow* row = find_sec_operator(rule.test.name);
    const bool is_regex = row != nullptr && row->operand == SecOperand::Regex;
    if (is_regex && rule.test.argument.macros.empty())
      check(rule.test.argument.text, rule.test.argument_place, rule.test.name);
    for (const SecVariable& variable : rule.variables) {
      if (variable.selector_kind == SecVariable::Selector::Regex) check_selector(variable);
    }
  }

  void check_selector(const SecVariable& variable) {
    const std::string_view written = diagnostics_.sources().text_of(variable.place);
    const size_t slash = std::min(written.find('/'), written.size() - 1);
    Span place = variable.place;
    place.start += static_cast<std::uint32_t>(slash + 1);
    place.length -= static_cast<std::uint32_t>(slash + 1);
    check(variable.selector, place, variable.collection);
  }

  void check(std::string_view pattern, const Span& place, std::string_view of) {
    // Values are bytes here, so PCRE2 is told never to take a pattern for UTF-8.
    constexpr std::string_view utf = "(*UTF8)";
    const size_t skipped = pattern.starts_with(utf) ? utf.size() : 0;
    const auto error = match::Pcre::check(pattern.substr(skipped), false);
    if (!error) return;
    const std::string_view written = diagnostics_.sources().text_of(place);
    const size_t offset = std::min(error->offset + skipped, pattern.size());
    const size_t at = std::min(written_offset(written, pattern, offset),
                               written.empty() ? 0 : written.size() - 1);
    const Span there{place.source, place.start + static_cast<std::uint32_t>(at), 1};
    diagnostics_.error(code,
                       there,
                       std::string(of) + ": PCRE2 refuses the pattern: " + error->message,
                       "at byte " + std::to_string(offset) + " of the pattern",
                       {},
                       subject_);
  }

  Diagnostics& diagnostics_;
  std::string subject_;
};

}  // namespace

void seclang_regexes(const SecConfiguration& configuration, Diagnostics& diagnostics) {
  RegexCheck check(diagnostics);
  for (const SecDirective* directive : in_order(configuration)) {
    if (const auto* rule = std::get_if<SecRule>(&directive->what)) check.run(*rule);
  }
}

}  // namespace sig::check
