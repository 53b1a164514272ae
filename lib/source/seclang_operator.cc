#include "base/ip.h"
#include "base/text.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

/// The name behind an @, and what follows it.
struct NamedOperator {
  SecWord name;
  SecWord argument;
};

/// Blanks at the end belong to the argument.
NamedOperator cut_name(const SecWord& behind_at) {
  size_t end = 0;
  while (end < behind_at.text.size() && !is_sec_blank(behind_at.text[end]))
    ++end;
  size_t argument = end;
  while (argument < behind_at.text.size() && is_sec_blank(behind_at.text[argument]))
    ++argument;
  return {behind_at.part(0, end), behind_at.part(argument)};
}

/// A macro hides what the argument will be.
bool is_dynamic(const SecText& text) {
  return !text.macros.empty();
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return parse_unsigned(text).has_value();
}

bool is_byte_range(std::string_view text) {
  const size_t dash = text.find('-');
  const auto low = parse_unsigned(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : parse_unsigned(text.substr(dash + 1));
  return low && high && *low <= *high && *high <= 255;
}

/// Host bits behind a prefix are allowed, as in both engines.
bool is_address(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (slash == std::string_view::npos || !address) return address.has_value();
  const auto bits = parse_unsigned(text.substr(slash + 1));
  return bits && *bits <= (address->is_v4() ? 32U : 128U);
}

/// Each part of a list at ',' has to be right.
void check_list(const SecOperator& op,
                const SecWord& word,
                bool (*is_right)(std::string_view),
                std::string_view wanted,
                SecFindings& findings) {
  for (const std::string_view part : split(op.argument.text, ',')) {
    if (is_right(trim(part))) continue;
    findings.error(code::bad_operator_argument,
                   word,
                   "@" + op.name + ": " + quote(part) + " is not " + std::string(wanted));
    return;
  }
}

void check_argument(const SecOperator& op,
                    const SecOperatorRow& row,
                    const SecWord& word,
                    SecFindings& findings) {
  if (row.operand == SecOperand::ByteRanges)
    check_list(op, word, is_byte_range, "a byte or a range of bytes from 0 to 255", findings);
  if (row.operand == SecOperand::Addresses)
    check_list(op, word, is_address, "an address or a network", findings);
  if (row.operand == SecOperand::Number && !is_number(op.argument.text)) {
    findings.warning(
        code::bad_operator_argument,
        word,
        "@" + op.name + " compares numbers, and " + quote(op.argument.text) + " counts as 0");
  }
}

void check_named(const SecOperator& op,
                 const SecOperatorRow& row,
                 const NamedOperator& cut,
                 SecFindings& findings) {
  findings.known(row.known, cut.name, "the operator", row.name);
  if (!op.argument.text.empty()) {
    if (!is_dynamic(op.argument)) check_argument(op, row, cut.argument, findings);
    return;
  }
  if (row.argument != SecUse::Required) return;
  const bool is_of_file = row.operand == SecOperand::DataFile ||
                          row.operand == SecOperand::AddressFile ||
                          row.operand == SecOperand::Phrases;
  const std::string message = "@" + op.name + " needs an argument";
  if (is_of_file) {
    findings.error(code::bad_operator_argument, cut.name, message);
  } else {
    findings.refused_by(SecEngine::V3, code::bad_operator_argument, cut.name, message);
  }
}

/// libmodsecurity loads such a rule, which then matches nothing that anybody meant.
void report_unknown(const SecWord& name, SecFindings& findings) {
  findings.error(code::unknown_operator,
                 {name.text, name.at},
                 "no engine has an operator " + quote("@" + std::string(name.text)),
                 "libmodsecurity looks for this text as a regex",
                 findings.suggestion(name.text, seclang_operators()));
}

}  // namespace

SecOperator read_sec_operator(const SecCut& cut, SecFindings& findings) {
  SecOperator out;
  out.place = findings.span(cut.word);
  SecWord rest = cut.word;
  if (rest.text.starts_with('!')) {
    out.is_negated = true;
    rest = rest.part(1);
  }
  const SecOperatorRow* row = nullptr;
  if (rest.text.starts_with('@')) {
    const NamedOperator named = cut_name(rest.part(1));
    row = find_sec_operator(named.name.text);
    if (row == nullptr) {
      report_unknown(named.name, findings);
    } else {
      out.name = row->name;
      out.argument = read_sec_text(unquoted({named.argument, cut.quote}), named.argument, findings);
      out.argument_place = findings.span(named.argument);
      check_named(out, *row, named, findings);
    }
  }
  if (row != nullptr) return out;
  out.is_implied = true;
  out.argument = read_sec_text(unquoted({rest, cut.quote}), rest, findings);
  out.argument_place = findings.span(rest);
  if (rest.text.empty())
    findings.error(code::bad_operator_argument, cut.word, "the operator of the rule is empty");
  return out;
}

SecText read_sec_text(std::string text, const SecWord& word, SecFindings& findings) {
  SecText out = seclang_text(std::move(text));
  for (const SecMacro& macro : out.macros) {
    if (find_sec_variable(macro.collection) != nullptr) continue;
    findings.refused_by(SecEngine::V3,
                        code::bad_macro,
                        word,
                        "no variable is called " + quote(macro.collection) + " as in " +
                            quote(std::string_view(out.text).substr(macro.at, macro.length)));
    return out;
  }
  const size_t opened = out.text.rfind("%{");
  const bool is_open =
      opened != std::string::npos && out.text.find('}', opened) == std::string::npos;
  if (is_open)
    findings.refused_by(SecEngine::V3, code::bad_macro, word, "a macro is not closed with '}'");
  return out;
}

}  // namespace sig::source
