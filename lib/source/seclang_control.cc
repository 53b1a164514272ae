#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/seclang_lookup.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(
      words.begin(), words.end(), [&](std::string_view word) { return same_sec_name(word, text); });
}

/// libmodsecurity 3.0.9 takes fewer forms of these two than ModSecurity 2.9.
void check_dialect(const SecControl& control, const SecWord& value, SecFindings& findings) {
  const std::string_view text = control.value.text;
  if (control.kind == SecCtlKind::RequestBodyProcessor &&
      !is_one_of(text, {"XML", "JSON", "URLENCODED"})) {
    findings.only(sec_v2, value, "the body processor " + quote(text) + " in a rule");
  }
  if (control.kind == SecCtlKind::AuditLogParts && !text.starts_with('+') &&
      !text.starts_with('-')) {
    findings.only(sec_v2, value, "log parts without a sign", "write them as: +E or -E");
  }
}

void check_targets(const SecCtlRow& row,
                   const SecControl& control,
                   const SecWord& value,
                   SecFindings& findings) {
  if (row.has_target && control.targets.empty()) {
    findings.error(code::bad_action_value,
                   value,
                   "ctl:" + std::string(row.name) + " needs a variable behind a ';'");
  }
  for (const SecVariable& target : control.targets) {
    if (target.selector_kind != SecVariable::Selector::Regex) continue;
    findings.only(sec_v2, value, "a regex as the selector of a ctl");
  }
}

}  // namespace

bool is_sec_value(SecSettingValue kind, std::string_view text) {
  switch (kind) {
    case SecSettingValue::Text:
      return !text.empty();
    case SecSettingValue::OnOff:
      return is_one_of(text, {"On", "Off"});
    case SecSettingValue::Engine:
      return is_one_of(text, {"On", "Off", "DetectionOnly"});
    case SecSettingValue::AuditEngine:
      return is_one_of(text, {"On", "Off", "RelevantOnly"});
    case SecSettingValue::Number:
      return parse_unsigned(text).has_value();
    case SecSettingValue::Ids:
      return parse_sec_ids(text).has_value();
  }
  return false;
}

std::string_view words_for(SecSettingValue kind) {
  switch (kind) {
    case SecSettingValue::Text:
      return "a text";
    case SecSettingValue::OnOff:
      return "On or Off";
    case SecSettingValue::Engine:
      return "On, Off or DetectionOnly";
    case SecSettingValue::AuditEngine:
      return "On, Off or RelevantOnly";
    case SecSettingValue::Number:
      return "a number";
    case SecSettingValue::Ids:
      return "an id or a range of ids";
  }
  return {};
}

std::optional<SecIdRange> parse_sec_ids(std::string_view text) {
  const size_t dash = text.find('-');
  const auto first = parse_unsigned(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_unsigned(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return SecIdRange{*first, *last};
}

SecControl read_sec_control(const SecEntry& entry, SecFindings& findings) {
  SecControl out;
  const size_t equals = std::min(entry.value.text.find('='), entry.value.text.size());
  const SecWord name = trimmed(entry.value.part(0, equals));
  const SecCtlRow* row = find_sec_control(name.text);
  if (row == nullptr) {
    out.kind = SecCtlKind::Unknown;
    out.value = seclang_text(value_text(entry.value.text));
    findings.error(code::bad_action_value,
                   name,
                   "no engine has a ctl " + quote(name.text),
                   {},
                   findings.suggestion(name.text, seclang_controls()));
    return out;
  }
  out.kind = row->kind;
  findings.known(row->known, name, "the ctl", row->name);
  SecWord value = equals < entry.value.text.size() ? entry.value.part(equals + 1)
                                                   : entry.value.part(entry.value.text.size());
  const size_t semicolon = row->has_target ? value.text.find(';') : std::string_view::npos;
  if (semicolon != std::string_view::npos) {
    out.targets = read_sec_variables(value.part(semicolon + 1), findings);
    value = value.part(0, semicolon);
  }
  value = trimmed(value);
  out.value = read_sec_text(value_text(value.text), value, findings);
  if (out.value.macros.empty() && !is_sec_value(row->value, out.value.text)) {
    findings.error(
        code::bad_action_value,
        value.text.empty() ? entry.value : value,
        "ctl:" + std::string(row->name) + " takes " + std::string(words_for(row->value)));
  }
  check_dialect(out, value, findings);
  check_targets(*row, out, value, findings);
  return out;
}

}  // namespace sig::source
