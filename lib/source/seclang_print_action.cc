#include "source/seclang_print.h"
#include "source/seclang_print_parts.h"

namespace sig::source {
namespace {

using K = SecActionKind;

std::string quoted_value(std::string_view text) {
  return "'" + with_escapes(text, "'") + "'";
}

/// A quote within is no harm: only one in front would be taken for the start of a quoted value.
bool needs_quotes(std::string_view text) {
  return text.empty() || text.front() == '\'' ||
         text.find_first_of(",| \t\r\v\f") != std::string_view::npos;
}

/// libmodsecurity takes no quotes round some values: they get them only where a value could not be
/// read without.
std::string bare_value(const std::string& text) {
  return needs_quotes(text) ? quoted_value(text) : text;
}

std::string_view sign_of(SecSetVariable::Change change) {
  return change == SecSetVariable::Change::Add        ? "+"
         : change == SecSetVariable::Change::Subtract ? "-"
                                                      : "";
}

std::string text_of(const SecSetVariable& set) {
  using C = SecSetVariable::Change;
  const std::string name = set.collection + "." + set.name.text;
  if (set.change == C::Remove) return quoted_value("!" + name);
  if (set.change == C::SetToOne) return quoted_value(name);
  return quoted_value(name + "=" + std::string(sign_of(set.change)) + set.value.text);
}

std::string text_of(const SecEnvironment& environment) {
  std::string out = (environment.is_removed ? "!" : "") + environment.name.text;
  if (environment.value) out += "=" + environment.value->text;
  return quoted_value(out);
}

std::string text_of(const SecControl& control) {
  const SecCtlRow* row = row_of(control.kind);
  std::string out =
      row == nullptr ? control.value.text : std::string(row->name) + "=" + control.value.text;
  if (!control.targets.empty()) out += ";" + list_variables(control.targets, ',', true);
  const bool has_quote = out.find('\'') != std::string::npos;
  return has_quote && out.find(',') == std::string::npos ? out : bare_value(out);
}

std::string number_text(K kind, std::uint64_t number) {
  const auto names = seclang_severities();
  if (kind == K::Severity && number < names.size()) return "'" + std::string(names[number]) + "'";
  return std::to_string(number);
}

/// One overload for each form of value.
struct ValueText {
  const SecAction& action;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::uint64_t number) const { return number_text(action.kind, number); }
  std::string operator()(const std::string& name) const {
    return action.kind == K::Transformation ? bare_value(name) : quoted_value(name);
  }
  std::string operator()(const SecText& text) const {
    const bool is_bare = action.kind == K::Allow || action.kind == K::XmlNamespace;
    return is_bare ? bare_value(text.text) : quoted_value(text.text);
  }
  std::string operator()(const SecVariableLife& life) const {
    return quoted_value(life.collection + "." + life.name.text + "=" + life.value.text);
  }
  std::string operator()(const SecStartCollection& start) const {
    return bare_value(start.collection + "=" + start.key.text);
  }
  std::string operator()(const SecSetVariable& set) const { return text_of(set); }
  std::string operator()(const SecEnvironment& environment) const { return text_of(environment); }
  std::string operator()(const SecControl& control) const { return text_of(control); }
};

}  // namespace

std::string print_seclang(const SecAction& action) {
  const SecActionRow* row = row_of(action.kind);
  std::string out(row == nullptr ? std::string_view(action.name) : row->name);
  if (std::holds_alternative<std::monostate>(action.value)) return out;
  return out + ":" + std::visit(ValueText{action}, action.value);
}

}  // namespace sig::source
