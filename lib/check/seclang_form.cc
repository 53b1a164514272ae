#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/seclang_conventions_parts.h"

namespace sig::check {
namespace {

using K = SecActionKind;

/// The usual order of actions; what is not in it may stand anywhere.
constexpr std::array order{K::Id,
                           K::Phase,
                           K::Allow,
                           K::Block,
                           K::Deny,
                           K::Drop,
                           K::Pass,
                           K::Proxy,
                           K::Redirect,
                           K::HttpStatus,
                           K::Capture,
                           K::Transformation,
                           K::Log,
                           K::NoLog,
                           K::AuditLog,
                           K::NoAuditLog,
                           K::Msg,
                           K::LogData,
                           K::Tag,
                           K::SanitiseArg,
                           K::SanitiseRequestHeader,
                           K::SanitiseMatched,
                           K::SanitiseMatchedBytes,
                           K::Ctl,
                           K::Ver,
                           K::Severity,
                           K::MultiMatch,
                           K::InitCol,
                           K::SetEnv,
                           K::SetVar,
                           K::ExpireVar,
                           K::Chain,
                           K::Skip,
                           K::SkipAfter};

void check_order(const SecRule& rule, ConventionFindings& findings) {
  auto latest = order.begin();
  for (const SecAction& action : rule.actions) {
    const auto here = std::find(order.begin(), order.end(), action.kind);
    if (here == order.end()) continue;
    if (here < latest) {
      findings.add("SIG0843",
                   action.place,
                   "action " + quote(row_of(action.kind)->name) + " stands behind " +
                       quote(row_of(*latest)->name),
                   "the order is: id, phase, what happens, status, capture, t, log, msg, tag, ...");
      return;
    }
    latest = here;
  }
}

void check_name(std::string_view written,
                std::string_view usual,
                const Span& at,
                ConventionFindings& findings) {
  if (written == usual) return;
  findings.add("SIG0841", at, quote(written) + " is written as " + quote(usual));
}

void check_spelling(const SecRule& rule, ConventionFindings& findings) {
  for (const SecAction& action : rule.actions) {
    const std::string_view written = findings.sources().text_of(action.place);
    const std::string_view name = trim(written.substr(0, written.find(':')));
    const SecActionRow* row = find_sec_action(name);
    if (row != nullptr) check_name(name, row->name, action.place, findings);
  }
  if (rule.form != SecRule::Form::Rule || rule.test.is_implied) return;
  const std::string_view written = findings.sources().text_of(rule.test.place);
  const size_t at = written.find('@');
  if (at == std::string_view::npos) return;
  const std::string_view rest = written.substr(at + 1);
  check_name(
      rest.substr(0, rest.find_first_of(" \t\\")), rule.test.name, rule.test.place, findings);
}

void check_operator(const SecRule& rule, ConventionFindings& findings) {
  if (rule.form != SecRule::Form::Rule) return;
  if (rule.test.is_implied)
    findings.add("SIG0842", rule.test.place, "the rule names no operator", "write it as: @rx ...");
  std::vector<std::string> steps = rule.transformations();
  const bool is_lower = std::find(steps.begin(), steps.end(), "lowercase") != steps.end();
  const bool ignores_case = rule.test.name == "rx" && rule.test.argument.text.starts_with("(?i)");
  if (is_lower && ignores_case) {
    findings.add("SIG0845",
                 rule.test.argument_place,
                 "(?i) has no effect behind t:lowercase",
                 "keep one of the two");
  }
}

void check_metadata(const SecRule& rule, const Span& at, ConventionFindings& findings) {
  for (const std::string& tag : findings.conventions().required_tags) {
    const bool has = std::any_of(rule.actions.begin(), rule.actions.end(), [&](const SecAction& a) {
      const auto* text = std::get_if<SecText>(&a.value);
      return a.kind == K::Tag && text != nullptr && text->text == tag;
    });
    if (!has) findings.add("SIG0848", at, "the rule lacks the tag " + quote(tag));
  }
  const std::string& prefix = findings.conventions().version_prefix;
  if (prefix.empty()) return;
  const SecAction* ver = rule.find(K::Ver);
  const auto* text = ver == nullptr ? nullptr : std::get_if<SecText>(&ver->value);
  if (text == nullptr) {
    findings.add("SIG0849", at, "the rule has no ver", "add ver:'" + prefix + "...'");
  } else if (!text->text.starts_with(prefix)) {
    findings.add("SIG0849", ver->place, "the ver does not start with " + quote(prefix));
  }
}

void check_parts(const SecRule& rule, ConventionFindings& findings) {
  for (const SecAction& action : rule.actions) {
    const auto* control = std::get_if<SecControl>(&action.value);
    if (control == nullptr || control->kind != SecCtlKind::AuditLogParts) continue;
    findings.add("SIG0851",
                 action.place,
                 "the rule changes the parts of the audit log",
                 "that is for whoever runs the engine to decide");
  }
}

size_t blanks_before(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Of all lines of the directive.
void check_indentation(const SecRule& rule, ConventionFindings& findings) {
  const SourceText& text = findings.sources().at(rule.place.source);
  const int first = text.place_of(rule.place.start).line;
  const int last = text.place_of(rule.place.start + rule.place.length).line;
  for (int number = first; number <= last; ++number) {
    const std::string_view line = text.line(number);
    const size_t blanks = blanks_before(line);
    if (blanks % 4 == 0 && line.substr(0, blanks).find('\t') == std::string_view::npos) continue;
    const Span at{
        rule.place.source, text.offset_of_line(number), static_cast<std::uint32_t>(blanks)};
    findings.add("SIG0844", at, "the line is indented by " + counted(blanks, "blank"));
    return;
  }
}

void check_each(const SecRule& rule, ConventionFindings& findings) {
  check_order(rule, findings);
  check_spelling(rule, findings);
  check_operator(rule, findings);
  check_parts(rule, findings);
  check_indentation(rule, findings);
}

}  // namespace

void check_form(const SecDirective& directive, const SecRule& rule, ConventionFindings& findings) {
  check_metadata(rule, directive.name_place, findings);
  check_each(rule, findings);
  for (const SecRule& chained : rule.chained)
    check_each(chained, findings);
}

}  // namespace sig::check
