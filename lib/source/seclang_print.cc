#include "source/seclang_print.h"

#include "source/seclang_print_parts.h"
#include "source/seclang_text.h"

namespace sig::source {
namespace {

constexpr std::string_view indent = "    ";

bool needs_quotes(std::string_view text) {
  return text.find_first_of(",|'\" \t\r\v\f") != std::string_view::npos;
}

std::string selector_text(const SecVariable& variable, bool is_in_ctl) {
  const bool is_regex = variable.selector_kind == SecVariable::Selector::Regex;
  const std::string text = is_regex ? "/" + variable.selector + "/" : variable.selector;
  const bool has_separator = text.find_first_of(",|") != std::string::npos;
  const bool is_quoted = is_in_ctl ? !is_regex && has_separator : needs_quotes(text);
  return is_quoted ? "'" + with_escapes(text, "'") + "'" : text;
}

/// A word that is bare where it can be.
std::string word_text(const std::string& text) {
  const bool is_plain = !text.empty() && text.find_first_of(" \t\r\v\f\"'") == std::string::npos;
  return is_plain ? text : in_quotes(text);
}

std::string list_actions(const std::vector<SecAction>& actions, std::string_view separator) {
  std::string out;
  for (const SecAction& action : actions) {
    if (!out.empty()) out += separator;
    out += print_seclang(action);
  }
  return out;
}

void print_rule(const SecRule& rule, std::string_view front, std::string& out) {
  out += front;
  if (rule.form == SecRule::Form::Rule) {
    out += "SecRule " + word_text(print_seclang(rule.variables)) + " ";
    out += in_quotes(print_seclang(rule.test));
  } else if (rule.form == SecRule::Form::Action) {
    out += "SecAction";
  } else {
    out += "SecRuleScript " + word_text(rule.script);
  }
  if (!rule.actions.empty()) {
    const std::string next = "\\\n" + std::string(front) + std::string(indent);
    out += " " + next + in_quotes(list_actions(rule.actions, "," + next));
  } else if (rule.form == SecRule::Form::Action) {
    out += " \"\"";
  }
  out += "\n";
}

std::string ids_text(const std::vector<SecIdRange>& ids) {
  std::string out;
  for (const SecIdRange& range : ids) {
    if (!out.empty()) out += ' ';
    out += std::to_string(range.first);
    if (range.last != range.first) out += "-" + std::to_string(range.last);
  }
  return out;
}

std::string_view suffix_of(SecSelection::By by) {
  return by == SecSelection::By::Id ? "ById" : by == SecSelection::By::Tag ? "ByTag" : "ByMsg";
}

std::string selection_text(const SecSelection& rules) {
  return rules.by == SecSelection::By::Id ? word_text(ids_text(rules.ids)) : in_quotes(rules.text);
}

/// One overload for each directive; the line end comes behind it.
struct StatementText {
  std::string operator()(const SecRule& rule) const {
    std::string out = print_seclang(rule);
    out.pop_back();
    return out;
  }
  std::string operator()(const SecMarker& marker) const {
    return "SecMarker " + in_quotes(marker.name);
  }
  std::string operator()(const SecDefaultAction& defaults) const {
    return "SecDefaultAction " + in_quotes(list_actions(defaults.actions, ","));
  }
  std::string operator()(const SecRemoval& removal) const {
    const bool is_by_id = removal.rules.by == SecSelection::By::Id;
    return "SecRuleRemove" + std::string(suffix_of(removal.rules.by)) + " " +
           (is_by_id ? ids_text(removal.rules.ids) : in_quotes(removal.rules.text));
  }
  std::string operator()(const SecTargetUpdate& update) const {
    std::string out = "SecRuleUpdateTarget" + std::string(suffix_of(update.rules.by)) + " " +
                      selection_text(update.rules) + " " +
                      in_quotes(list_variables(update.variables, ','));
    if (!update.replaced.empty()) out += " " + in_quotes(list_variables(update.replaced, ','));
    return out;
  }
  std::string operator()(const SecActionUpdate& update) const {
    std::string id = std::to_string(update.id);
    if (update.chain_offset) id += ":" + std::to_string(*update.chain_offset);
    return "SecRuleUpdateActionById " + id + " " + in_quotes(list_actions(update.actions, ","));
  }
  std::string operator()(const SecInclude& include) const {
    return (include.is_optional ? "IncludeOptional " : "Include ") + word_text(include.pattern);
  }
  std::string operator()(const SecSetting& setting) const {
    std::string out = setting.name;
    for (const SecArgument& argument : setting.arguments)
      out += " " +
             (argument.is_quoted ? in_quotes(argument.text) : with_escapes(argument.text, "\"'"));
    return out;
  }
};

}  // namespace

std::string with_escapes(std::string_view text, std::string_view marks) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (marks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  return "\"" + with_escapes(text, "\"") + "\"";
}

std::string list_variables(const std::vector<SecVariable>& variables,
                           char separator,
                           bool is_in_ctl) {
  std::string out;
  for (const SecVariable& variable : variables) {
    if (!out.empty()) out += separator;
    if (variable.is_exclusion) out += '!';
    if (variable.is_count) out += '&';
    out += variable.collection;
    if (variable.selector_kind != SecVariable::Selector::None)
      out += ":" + selector_text(variable, is_in_ctl);
  }
  return out;
}

std::string print_seclang(const std::vector<SecVariable>& variables) {
  return list_variables(variables, '|');
}

std::string print_seclang(const SecOperator& op) {
  std::string out = op.is_negated ? "!" : "";
  if (op.is_implied) return out + op.argument.text;
  out += "@" + op.name;
  return op.argument.text.empty() ? out : out + " " + op.argument.text;
}

std::string print_seclang(const SecRule& rule) {
  std::string out;
  print_rule(rule, "", out);
  for (const SecRule& chained : rule.chained)
    print_rule(chained, indent, out);
  return out;
}

std::string print_seclang(const SecDirective& directive) {
  return std::visit(StatementText{}, directive.what) + "\n";
}

std::string print_seclang(const SecFile& file) {
  std::string out;
  // libmodsecurity 3.0.9 reads a rule without actions on into the next line: an empty one ends it.
  bool is_behind_rule = false;
  for (const SecDirective& directive : file.directives) {
    const bool is_rule = std::holds_alternative<SecRule>(directive.what);
    if (!out.empty() && (is_rule || is_behind_rule)) out += "\n";
    out += print_seclang(directive);
    is_behind_rule = is_rule;
  }
  return out;
}

}  // namespace sig::source
