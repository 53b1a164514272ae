#include <algorithm>

#include "base/text.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

/// libmodsecurity takes TX.name for TX:name. False when it is none of that.
bool read_dotted(const SecWord& word, SecVariable& out, SecFindings& findings) {
  const size_t dot = word.text.find('.');
  if (dot == std::string_view::npos || dot + 1 == word.text.size()) return false;
  const SecVariableRow* row = find_sec_variable(word.text.substr(0, dot));
  if (row == nullptr || row->selector == SecUse::None) return false;
  out.collection = row->name;
  out.selector_kind = SecVariable::Selector::Name;
  out.selector = word.text.substr(dot + 1);
  findings.only(sec_v3, word, "a dot behind the name of a collection", "write ':' for it");
  return true;
}

void set_name(const SecWord& word, SecVariable& out, SecFindings& findings) {
  const SecVariableRow* row = find_sec_variable(word.text);
  if (row == nullptr && read_dotted(word, out, findings)) return;
  out.collection = row == nullptr ? std::string(word.text) : std::string(row->name);
  if (row != nullptr) {
    findings.known(row->known, word, "the variable", row->name);
    return;
  }
  findings.error(code::unknown_seclang_variable,
                 word,
                 "no engine has a variable " + quote(word.text),
                 {},
                 findings.suggestion(word.text, seclang_variables()));
}

bool is_regex(std::string_view text) {
  return text.size() >= 2 && text.front() == '/' && text.back() == '/';
}

/// libmodsecurity closes an unquoted regex at nothing but a blank or a bar.
void check_regex(const SecEntry& entry, SecFindings& findings) {
  if (entry.is_quoted) return;
  if (entry.value.text.find('|') != std::string_view::npos) {
    findings.error(code::bad_selector,
                   entry.value,
                   "a '|' in the regex of a selector ends it for both engines",
                   {},
                   "put the regex in single quotes: ARGS:'/a|b/'");
  } else if (entry.value.text.find(',') != std::string_view::npos) {
    findings.refused_by(SecEngine::V2,
                        code::bad_selector,
                        entry.value,
                        "a ',' in the regex of a selector ends it for ModSecurity 2.9",
                        "put the regex in single quotes: ARGS:'/a{1,2}/'");
  }
}

void set_selector(const SecEntry& entry, SecVariable& out, SecFindings& findings) {
  std::string text = value_text(entry.value.text);
  if (text.empty()) {
    findings.error(code::bad_selector, entry.whole, "nothing stands behind the colon");
    return;
  }
  if (out.collection == "XML") {
    out.selector_kind = SecVariable::Selector::XPath;
  } else if (is_regex(text)) {
    out.selector_kind = SecVariable::Selector::Regex;
    text = text.substr(1, text.size() - 2);
    check_regex(entry, findings);
  } else {
    out.selector_kind = SecVariable::Selector::Name;
    if (text.front() == '/' && text.size() > 1)
      findings.error(code::bad_selector, entry.value, "the regex of the selector is not closed");
  }
  out.selector = std::move(text);
}

void check_selector(const SecEntry& entry, const SecVariable& variable, SecFindings& findings) {
  const SecVariableRow* row = find_sec_variable(variable.collection);
  if (row == nullptr) return;
  const bool has_selector = variable.selector_kind != SecVariable::Selector::None;
  if (row->selector == SecUse::None && has_selector) {
    findings.error(
        code::bad_selector, entry.value, quote(row->name) + " is one value and takes no selector");
  }
  // v2 refuses a whole collection that it keeps between requests.
  constexpr std::string_view kept[] = {
      "ENV", "GLOBAL", "IP", "RESOURCE", "RULE", "SESSION", "TX", "USER"};
  const bool wants_selector =
      std::find(std::begin(kept), std::end(kept), row->name) != std::end(kept);
  if (!wants_selector || has_selector || variable.is_exclusion) return;
  findings.refused_by(SecEngine::V2,
                      code::bad_selector,
                      entry.whole,
                      "ModSecurity 2.9 wants a name behind " + quote(row->name),
                      "write it as: " + std::string(row->name) + ":name");
}

SecVariable read_variable(const SecEntry& entry, SecFindings& findings) {
  SecVariable out;
  out.place = findings.span(entry.whole);
  SecWord name = entry.name;
  while (!name.text.empty() && (name.text[0] == '!' || name.text[0] == '&')) {
    bool& mark = name.text[0] == '!' ? out.is_exclusion : out.is_count;
    if (mark || (out.is_exclusion && out.is_count) || (&mark == &out.is_count && out.is_exclusion))
      findings.error(code::seclang_syntax, entry.whole, "a variable takes '!' or '&', not both");
    mark = true;
    name = name.part(1);
  }
  if (out.is_exclusion && out.is_count) out.is_count = false;
  set_name(name, out, findings);
  if (entry.is_unclosed)
    findings.error(code::unclosed_seclang_quote, entry.whole, "the quote is not closed");
  if (!entry.junk.empty())
    findings.error(code::seclang_syntax, entry.whole, "text stands behind the closing quote");
  if (entry.has_colon) set_selector(entry, out, findings);
  check_selector(entry, out, findings);
  return out;
}

}  // namespace

std::vector<SecVariable> read_sec_variables(const SecWord& list, SecFindings& findings) {
  std::vector<SecVariable> out;
  const std::vector<SecEntry> entries = cut_variables(list, most_seclang_parts + 1);
  if (entries.size() > most_seclang_parts) {
    findings.error(code::seclang_too_large, entries.back().whole, "the list is too long");
    return out;
  }
  for (const SecEntry& entry : entries) {
    if (entry.whole.text.empty()) {
      findings.error(code::seclang_syntax, list, "a variable is missing between two bars");
    } else {
      out.push_back(read_variable(entry, findings));
    }
  }
  return out;
}

}  // namespace sig::source
