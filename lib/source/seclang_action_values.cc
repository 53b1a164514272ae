#include "source/seclang_action_values.h"

#include <algorithm>

#include "base/text.h"
#include "model/seclang_lookup.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

using K = SecActionKind;

constexpr std::uint64_t highest_id = 4294967295U;  ///< an int in v2, a 64-bit number in v3

std::optional<std::uint64_t> phase_of(std::string_view text) {
  if (same_sec_name(text, "request")) return 2;
  if (same_sec_name(text, "response")) return 4;
  if (same_sec_name(text, "logging")) return 5;
  const auto number = parse_unsigned(text);
  return number && *number >= 1 && *number <= 5 ? number : std::nullopt;
}

std::optional<std::uint64_t> severity_of(std::string_view text) {
  const auto names = seclang_severities();
  for (size_t i = 0; i < names.size(); ++i) {
    if (same_sec_name(names[i], text)) return i;
  }
  const auto number = parse_unsigned(text);
  return number && *number < names.size() ? number : std::nullopt;
}

std::optional<std::uint64_t> number_in(std::string_view text,
                                       std::uint64_t low,
                                       std::uint64_t high) {
  const auto number = parse_unsigned(text);
  return number && *number >= low && *number <= high ? number : std::nullopt;
}

std::optional<std::uint64_t> number_of(K kind, std::string_view text) {
  if (kind == K::Phase) return phase_of(text);
  if (kind == K::Severity) return severity_of(text);
  if (kind == K::Id) return number_in(text, 1, highest_id);
  if (kind == K::HttpStatus) return number_in(text, 100, 599);
  return number_in(text, 1, 1000000);
}

std::string_view wanted_number(K kind) {
  if (kind == K::Phase) return "1 to 5, request, response or logging";
  if (kind == K::Severity) return "0 to 7 or a name such as CRITICAL";
  if (kind == K::Id) return "a number from 1 to 4294967295";
  if (kind == K::HttpStatus) return "a status of HTTP from 100 to 599";
  return "a number of rules";
}

SecActionValue bad_value(const SecActionRow& row,
                         const SecEntry& entry,
                         std::string_view wanted,
                         SecFindings& findings) {
  findings.error(code::bad_action_value,
                 entry.value,
                 quote(entry.value.text) + " is no value of action " + quote(row.name),
                 "expected " + std::string(wanted));
  return {};
}

SecActionValue read_number(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  const auto number = number_of(row.kind, entry.value.text);
  if (number) return *number;
  return bad_value(row, entry, wanted_number(row.kind), findings);
}

SecActionValue read_transformation(const SecEntry& entry, SecFindings& findings) {
  const SecTransformationRow* row = find_sec_transformation(entry.value.text);
  if (row != nullptr) {
    findings.known(row->known, entry.value, "the transformation", row->name);
    return std::string(row->name);
  }
  findings.error(code::unknown_transformation,
                 entry.value,
                 "no engine has a transformation " + quote(entry.value.text),
                 {},
                 findings.suggestion(entry.value.text, seclang_transformations()));
  return value_text(entry.value.text);
}

/// A '%' that starts no macro and stands behind none.
bool has_bare_sign(const SecText& text) {
  std::string_view rest = text.text;
  size_t start = 0;
  for (const SecMacro& macro : text.macros) {
    if (rest.substr(start, macro.at - start).find('%') != std::string_view::npos) return true;
    start = macro.at + macro.length;
    if (rest.substr(start, 1) == "%" && rest.substr(start, 2) != "%{") ++start;
  }
  return rest.substr(start).find('%') != std::string_view::npos;
}

/// A '%' that starts no macro stops libmodsecurity in the texts of the log.
SecText read_log_text(const SecEntry& entry, SecFindings& findings) {
  SecText out = read_sec_text(value_text(entry.value.text), entry.value, findings);
  if (has_bare_sign(out)) {
    findings.refused_by(
        SecEngine::V3,
        code::bad_macro,
        entry.value,
        "libmodsecurity 3 takes every '%' for the start of a macro such as %{TX.0}");
  }
  return out;
}

/// "COLLECTION.NAME" and what stands behind the first '=' outside of a macro.
struct Assignment {
  std::string collection;  ///< in lower case
  SecText name;
  SecText value;
  bool has_dot = false;
  bool has_value = false;
};

size_t first_equals(std::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "%{") depth = 1;
    if (text[i] == '}') depth = 0;
    if (text[i] == '=' && depth == 0) return i;
  }
  return std::string_view::npos;
}

Assignment cut_assignment(std::string_view text, const SecWord& word, SecFindings& findings) {
  Assignment out;
  const size_t equals = first_equals(text);
  const std::string_view left = trim(text.substr(0, equals));
  const size_t dot = left.find('.');
  out.has_dot = dot != std::string_view::npos;
  out.has_value = equals != std::string_view::npos;
  out.collection = to_lower_ascii(left.substr(0, dot));
  if (out.has_dot) out.name = read_sec_text(std::string(left.substr(dot + 1)), word, findings);
  if (out.has_value)
    out.value = read_sec_text(std::string(text.substr(equals + 1)), word, findings);
  return out;
}

bool is_writable(std::string_view collection) {
  constexpr std::string_view all[] = {"tx", "ip", "global", "resource", "session", "user"};
  return std::find(std::begin(all), std::end(all), collection) != std::end(all);
}

bool check_assignment(const Assignment& a, const SecEntry& entry, SecFindings& findings) {
  std::string message;
  if (!a.has_dot) {
    message = "no collection stands before " + quote(entry.value.text);
  } else if (!is_writable(a.collection)) {
    message = "no rule can write to " + quote(a.collection);
  } else if (a.name.text.empty()) {
    message = "the variable has no name";
  }
  if (message.empty()) return true;
  findings.error(code::bad_setvar,
                 entry.value,
                 std::move(message),
                 "expected TX, IP, GLOBAL, RESOURCE, SESSION or USER, a dot and a name");
  return false;
}

SecActionValue read_set_variable(const SecEntry& entry, SecFindings& findings) {
  const std::string text = value_text(entry.value.text);
  const bool is_removal = text.starts_with('!');
  Assignment a =
      cut_assignment(std::string_view(text).substr(is_removal ? 1 : 0), entry.value, findings);
  if (!check_assignment(a, entry, findings)) return {};
  SecSetVariable out;
  out.collection = std::move(a.collection);
  out.name = std::move(a.name);
  if (is_removal || !a.has_value) {
    using C = SecSetVariable::Change;
    out.change = is_removal ? C::Remove : C::SetToOne;
    if (is_removal && a.has_value)
      findings.error(code::bad_setvar, entry.value, "a variable is removed or set, not both");
    return out;
  }
  const char sign = a.value.text.empty() ? '\0' : a.value.text[0];
  if (sign == '+' || sign == '-') {
    out.change = sign == '+' ? SecSetVariable::Change::Add : SecSetVariable::Change::Subtract;
    a.value = seclang_text(a.value.text.substr(1));
  }
  if (first_equals(a.value.text) != std::string_view::npos)
    findings.refused_by(SecEngine::V3, code::bad_setvar, entry.value, "a second '=' in a setvar");
  out.value = std::move(a.value);
  return out;
}

SecActionValue read_life(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  Assignment a = cut_assignment(value_text(entry.value.text), entry.value, findings);
  if (!check_assignment(a, entry, findings)) return {};
  if (!a.has_value || a.value.text.empty())
    return bad_value(row, entry, "COLLECTION.NAME=SECONDS", findings);
  if (row.kind == K::ExpireVar && findings.engine() != SecEngine::V2) {
    findings.warning(code::ignored_expirevar,
                     entry.whole,
                     "libmodsecurity before 3.0.11 reads expirevar and does nothing",
                     "the variable never ends there");
  }
  return SecVariableLife{std::move(a.collection), std::move(a.name), std::move(a.value)};
}

SecActionValue read_collection(const SecActionRow& row,
                               const SecEntry& entry,
                               SecFindings& findings) {
  const std::string text = value_text(entry.value.text);
  const size_t equals = text.find('=');
  const std::string collection = to_lower_ascii(trim(std::string_view(text).substr(0, equals)));
  if (equals == std::string::npos || collection.empty() || equals + 1 == text.size())
    return bad_value(row, entry, "COLLECTION=KEY", findings);
  if (collection != "ip" && collection != "global" && collection != "resource")
    findings.only(sec_v2, entry.value, "initcol for the collection " + quote(collection));
  return SecStartCollection{collection,
                            read_sec_text(text.substr(equals + 1), entry.value, findings)};
}

SecActionValue read_environment(const SecEntry& entry, SecFindings& findings) {
  std::string text = value_text(entry.value.text);
  SecEnvironment out;
  out.is_removed = text.starts_with('!');
  if (out.is_removed) text.erase(0, 1);
  const size_t equals = out.is_removed ? std::string::npos : first_equals(text);
  if (equals != std::string::npos)
    out.value = read_sec_text(text.substr(equals + 1), entry.value, findings);
  out.name = read_sec_text(text.substr(0, equals), entry.value, findings);
  return out;
}

SecActionValue read_allow(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  for (const std::string_view word : {"phase", "request"}) {
    if (same_sec_name(word, entry.value.text)) return seclang_text(std::string(word));
  }
  return bad_value(row, entry, "phase or request", findings);
}

SecActionValue read_grade(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  SecText out = read_sec_text(value_text(entry.value.text), entry.value, findings);
  if (!parse_unsigned(out.text)) {
    findings.refused_by(SecEngine::V3,
                        code::bad_action_value,
                        entry.value,
                        "the value of action " + quote(row.name) + " is not a number");
  }
  return out;
}

}  // namespace

SecActionValue read_action_value(const SecActionRow& row,
                                 const SecEntry& entry,
                                 SecFindings& findings) {
  switch (row.kind) {
    case K::Id:
    case K::Phase:
    case K::Severity:
    case K::Skip:
    case K::HttpStatus:
      return read_number(row, entry, findings);
    case K::Transformation:
      return read_transformation(entry, findings);
    case K::SetVar:
      return read_set_variable(entry, findings);
    case K::ExpireVar:
    case K::DeprecateVar:
      return read_life(row, entry, findings);
    case K::InitCol:
      return read_collection(row, entry, findings);
    case K::SetEnv:
      return read_environment(entry, findings);
    case K::Ctl:
      return read_sec_control(entry, findings);
    case K::Allow:
      return read_allow(row, entry, findings);
    case K::Maturity:
    case K::Accuracy:
      return read_grade(row, entry, findings);
    case K::Msg:
    case K::LogData:
    case K::Tag:
      return read_log_text(entry, findings);
    default:
      return read_sec_text(value_text(entry.value.text), entry.value, findings);
  }
}

}  // namespace sig::source
