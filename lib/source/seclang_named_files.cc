#include "source/seclang_named_files.h"

#include "base/text.h"

namespace sig::source {
namespace {

/// The path in the argument of an operator; empty when it names none.
std::string path_of(const SecOperator& test) {
  const SecOperatorRow* row = test.is_implied ? nullptr : find_sec_operator(test.name);
  if (row == nullptr) return {};
  const std::string& argument = test.argument.text;
  if (row->operand == SecOperand::OtherFile) return argument.substr(0, argument.find(' '));
  const bool is_url = argument.starts_with("http://") || argument.starts_with("https://");
  const bool is_file =
      row->operand == SecOperand::DataFile || row->operand == SecOperand::AddressFile;
  return is_file && !is_url ? argument : std::string();
}

/// What is no Lua is a program of the system.
std::string script_of(const SecAction& action) {
  const auto* path = std::get_if<SecText>(&action.value);
  if (action.kind != SecActionKind::Exec || path == nullptr || !path->macros.empty()) return {};
  return path->text.ends_with(".lua") ? path->text : std::string();
}

}  // namespace

void check_named_files(const SecRule& rule,
                       const std::string& from,
                       SecFiles& world,
                       SecFindings& findings) {
  const auto check = [&](const std::string& path, const Span& at, const std::string& of) {
    if (path.empty() || world.has(path, from)) return;
    findings.error_at(
        code::data_file_not_found, at, "the file " + quote(path) + of + " is not there");
  };
  if (rule.form == SecRule::Form::Rule)
    check(path_of(rule.test), rule.test.argument_place, " of @" + rule.test.name);
  if (rule.form == SecRule::Form::Script) check(rule.script, rule.script_place, {});
  for (const SecAction& action : rule.actions)
    check(script_of(action), action.place, {});
}

}  // namespace sig::source
