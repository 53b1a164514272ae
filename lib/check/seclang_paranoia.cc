#include <optional>

#include "base/text.h"
#include "check/seclang_conventions_parts.h"

namespace sig::check {
namespace {

using K = SecActionKind;
constexpr std::string_view code = "SIG0850";

/// The number behind a mark at the end of a text: "paranoia-level/2".
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view mark) {
  const size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return parse_unsigned(text.substr(at + mark.size()));
}

/// SecRule TX:DETECTION_PARANOIA_LEVEL "@lt 2" "...,skipAfter:..." begins the section of level 2.
std::optional<std::uint64_t> section_of(const SecRule& rule) {
  if (rule.variables.size() != 1 || rule.test.name != "lt" || rule.find(K::SkipAfter) == nullptr)
    return std::nullopt;
  const SecVariable& variable = rule.variables[0];
  const std::string name = to_lower_ascii(variable.selector);
  const bool is_level = variable.collection == "TX" && name.ends_with("paranoia_level");
  return is_level ? parse_unsigned(rule.test.argument.text) : std::nullopt;
}

struct RuleLevel {
  std::uint64_t number = 0;
  Span place;
};

std::optional<RuleLevel> level_of(const SecRule& rule) {
  for (const SecAction& action : rule.actions) {
    const auto* tag = std::get_if<SecText>(&action.value);
    if (action.kind != K::Tag || tag == nullptr) continue;
    if (const auto number = number_behind(tag->text, "paranoia-level/"))
      return RuleLevel{*number, action.place};
  }
  return std::nullopt;
}

/// "critical" of tx.inbound_anomaly_score_pl1=+%{tx.critical_anomaly_score}
std::string score_name(const SecSetVariable& set) {
  constexpr std::string_view end = "_anomaly_score";
  for (const SecMacro& macro : set.value.macros) {
    const std::string name = to_lower_ascii(macro.selector);
    if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
  }
  return {};
}

void check_score(const SecRule& starter,
                 const SecAction& action,
                 const RuleLevel& level,
                 ConventionFindings& findings) {
  const auto* set = std::get_if<SecSetVariable>(&action.value);
  if (set == nullptr) return;
  const auto of_score = number_behind(to_lower_ascii(set->name.text), "anomaly_score_pl");
  if (!of_score) return;
  if (*of_score != level.number) {
    findings.add(code,
                 action.place,
                 "the rule is of paranoia level " + std::to_string(level.number) +
                     " and adds to the score of level " + std::to_string(*of_score));
  }
  const SecAction* severity = starter.find(K::Severity);
  const auto* number = severity == nullptr ? nullptr : std::get_if<std::uint64_t>(&severity->value);
  const std::string name = score_name(*set);
  if (name.empty()) return;
  const std::string said = number == nullptr || *number > 7
                               ? std::string()
                               : to_lower_ascii(seclang_severities()[*number]);
  if (said == name) return;
  findings.add(code,
               action.place,
               "the score is that of severity " + quote(name) + ", and the rule " +
                   (said.empty() ? "has no severity" : "has severity " + quote(said)));
}

}  // namespace

void check_paranoia(const SecConfiguration& configuration, ConventionFindings& findings) {
  std::uint64_t section = 0;  ///< 0: before the first
  std::uint32_t source = 0;
  for (const SecDirective* directive : in_order(configuration)) {
    if (directive->place.source != source) section = 0;
    source = directive->place.source;
    const auto* rule = std::get_if<SecRule>(&directive->what);
    if (rule == nullptr) continue;
    if (const auto begins = section_of(*rule)) section = *begins;
    const auto level = level_of(*rule);
    if (!level) continue;
    findings.about(*rule);
    if (section != 0 && level->number != section) {
      findings.add(code,
                   level->place,
                   "the rule is of paranoia level " + std::to_string(level->number) +
                       " in the section of level " + std::to_string(section));
    }
    const SecRule& last = rule->chained.empty() ? *rule : rule->chained.back();
    for (const SecAction& action : last.actions)
      check_score(*rule, action, *level, findings);
  }
}

}  // namespace sig::check
