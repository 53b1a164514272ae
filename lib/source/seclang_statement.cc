#include <algorithm>

#include "base/text.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

using D = SecDirectiveKind;
using Words = std::vector<SecCut>;

SecRule read_rule(const Words& words, SecFindings& findings) {
  SecRule out;
  // The actions come first: every finding about the rule names its id.
  if (words.size() > 3) out.actions = read_sec_actions(words[3].word, findings);
  out.variables = read_sec_variables(words[1].word, findings);
  out.test = read_sec_operator(words[2], findings);
  return out;
}

SecRule read_action_rule(const Words& words, SecFindings& findings) {
  SecRule out;
  out.form = SecRule::Form::Action;
  out.actions = read_sec_actions(words[1].word, findings);
  return out;
}

SecRule read_script(const Words& words, SecFindings& findings) {
  SecRule out;
  out.form = SecRule::Form::Script;
  out.script = unquoted(words[1]);
  out.script_place = findings.span(words[1].word);
  if (words.size() > 2) out.actions = read_sec_actions(words[2].word, findings);
  return out;
}

SecMarker read_marker(const Words& words, SecFindings& findings) {
  const SecMarker out{unquoted(words[1])};
  if (out.name.find_first_of(" \t,") != std::string::npos)
    findings.error(code::bad_directive_value, words[1].word, "a marker has no blank and no comma");
  return out;
}

SecDefaultAction read_default(const Words& words, SecFindings& findings) {
  SecDefaultAction out{read_sec_actions(words[1].word, findings)};
  bool is_disruptive = false;
  bool has_phase = false;
  for (const SecAction& action : out.actions) {
    const SecActionRow* row = row_of(action.kind);
    is_disruptive |= row != nullptr && row->group == SecActionGroup::Disruptive;
    has_phase |= action.kind == SecActionKind::Phase;
    if (row != nullptr && row->group == SecActionGroup::Metadata)
      findings.error_at(code::bad_directive_value,
                        action.place,
                        "SecDefaultAction cannot set " + quote(row->name));
    const auto* name = std::get_if<std::string>(&action.value);
    if (action.kind == SecActionKind::Transformation && name != nullptr && *name == "none")
      findings.only(sec_v2, words[1].word, "t:none in SecDefaultAction");
  }
  if (!is_disruptive) {
    findings.error(code::bad_directive_value,
                   words[1].word,
                   "SecDefaultAction lacks a disruptive action",
                   "add pass, deny, block, drop or allow");
  }
  if (!has_phase) {
    findings.refused_by(
        SecEngine::V2, code::bad_directive_value, words[1].word, "SecDefaultAction lacks a phase");
  }
  return out;
}

void add_ids(const SecCut& cut, std::vector<SecIdRange>& out, SecFindings& findings) {
  std::string text = unquoted(cut);
  std::replace(text.begin(), text.end(), ',', ' ');
  for (const std::string_view part : split(text, ' ')) {
    if (trim(part).empty()) continue;
    const auto range = parse_sec_ids(trim(part));
    if (range) {
      out.push_back(*range);
    } else {
      findings.error(code::bad_directive_value,
                     cut.word,
                     quote(part) + " is neither an id nor a range of ids");
    }
  }
}

void check_id_quotes(const Words& words, SecFindings& findings) {
  const bool is_list = words.size() > 2;
  for (size_t i = 1; i < words.size(); ++i) {
    const bool has_blank = words[i].word.text.find(' ') != std::string_view::npos;
    if (words[i].quote != 0 && (is_list || has_blank))
      findings.only(sec_v2, words[i].word, "quotes round ids of a list");
  }
}

SecSelection read_selection(SecSelection::By by, const SecCut& cut, SecFindings& findings) {
  SecSelection out;
  out.by = by;
  if (by == SecSelection::By::Id) {
    add_ids(cut, out.ids, findings);
  } else {
    out.text = unquoted(cut);
  }
  return out;
}

SecRemoval read_removal(SecSelection::By by, const Words& words, SecFindings& findings) {
  SecRemoval out{read_selection(by, words[1], findings)};
  for (size_t i = 2; i < words.size(); ++i)
    add_ids(words[i], out.rules.ids, findings);
  if (by == SecSelection::By::Id) check_id_quotes(words, findings);
  return out;
}

SecTargetUpdate read_target_update(SecSelection::By by, const Words& words, SecFindings& findings) {
  SecTargetUpdate out;
  out.rules = read_selection(by, words[1], findings);
  out.variables = read_sec_variables(words[2].word, findings);
  if (words.size() > 3) {
    out.replaced = read_sec_variables(words[3].word, findings);
    findings.only(sec_v2, words[3].word, "variables to replace");
  }
  return out;
}

SecActionUpdate read_action_update(const Words& words, SecFindings& findings) {
  SecActionUpdate out;
  const std::string which = unquoted(words[1]);
  const size_t colon = which.find(':');
  const auto id = parse_unsigned(std::string_view(which).substr(0, colon));
  if (colon != std::string::npos)
    out.chain_offset = parse_unsigned(std::string_view(which).substr(colon + 1));
  if (!id || (colon != std::string::npos && !out.chain_offset))
    findings.error(code::bad_directive_value, words[1].word, "this is not ID or ID:CHAINED");
  out.id = id.value_or(0);
  out.actions = read_sec_actions(words[2].word, findings);
  return out;
}

SecSetting read_setting(const SecDirectiveRow& row, const Words& words, SecFindings& findings) {
  SecSetting out{std::string(row.name), {}};
  for (size_t i = 1; i < words.size(); ++i)
    out.arguments.push_back({unquoted(words[i]), words[i].quote != 0});
  if (row.value == SecSettingValue::Text || out.arguments.empty()) return out;
  if (!is_sec_value(row.value, out.arguments[0].text)) {
    findings.error(code::bad_directive_value,
                   words[1].word,
                   quote(out.arguments[0].text) + " is no value of " + std::string(row.name),
                   "expected " + std::string(words_for(row.value)));
  } else if (out.arguments[0].is_quoted) {
    findings.only(sec_v2, words[1].word, "quotes round the value of " + std::string(row.name));
  }
  return out;
}

}  // namespace

std::optional<SecStatement> read_sec_statement(const SecDirectiveRow& row,
                                               const Words& words,
                                               SecFindings& findings) {
  using By = SecSelection::By;
  switch (row.kind) {
    case D::Rule:
      return read_rule(words, findings);
    case D::Action:
      return read_action_rule(words, findings);
    case D::Script:
      return read_script(words, findings);
    case D::Marker:
      return read_marker(words, findings);
    case D::DefaultAction:
      return read_default(words, findings);
    case D::RemoveById:
      return read_removal(By::Id, words, findings);
    case D::RemoveByTag:
      return read_removal(By::Tag, words, findings);
    case D::RemoveByMsg:
      return read_removal(By::Message, words, findings);
    case D::UpdateTargetById:
      return read_target_update(By::Id, words, findings);
    case D::UpdateTargetByTag:
      return read_target_update(By::Tag, words, findings);
    case D::UpdateTargetByMsg:
      return read_target_update(By::Message, words, findings);
    case D::UpdateActionById:
      return read_action_update(words, findings);
    case D::Include:
      return std::nullopt;
    case D::Setting:
      return read_setting(row, words, findings);
  }
  return std::nullopt;
}

}  // namespace sig::source
