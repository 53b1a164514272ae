#include <algorithm>

#include "base/text.h"
#include "model/seclang_lookup.h"
#include "source/seclang_action_values.h"
#include "source/seclang_parts.h"

namespace sig::source {
namespace {

using K = SecActionKind;

std::string name_of(const SecActionRow& row) {
  return "action " + quote(row.name);
}

SecAction unknown_action(const SecEntry& entry, SecFindings& findings) {
  SecAction out;
  out.name = entry.name.text;
  if (entry.has_colon) out.value = value_text(entry.value.text);
  findings.error(code::unknown_action,
                 entry.name,
                 "no engine has an action " + quote(entry.name.text),
                 {},
                 findings.suggestion(entry.name.text, seclang_actions()));
  return out;
}

/// Quotes that libmodsecurity does not take around a value.
bool takes_no_quotes(K kind) {
  return kind == K::Skip || kind == K::HttpStatus || kind == K::Transformation || kind == K::Ctl ||
         kind == K::Allow || kind == K::InitCol;
}

void check_quotes(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  const std::string_view raw = entry.value.text;
  if (entry.is_quoted && takes_no_quotes(row.kind)) {
    findings.refused_by(SecEngine::V3,
                        code::value_quoting,
                        entry.value,
                        "libmodsecurity 3 takes no quotes round the value of " + name_of(row),
                        "write it as: " + std::string(row.name) + ":" + std::string(raw));
  }
  if (entry.is_quoted) return;
  const bool has_blank = std::any_of(raw.begin(), raw.end(), is_sec_blank);
  if (!has_blank && row.kind != K::Ver) return;
  const std::string quoted = std::string(row.name) + ":'" + std::string(raw) + "'";
  if (has_blank) {
    findings.refused_by(SecEngine::V2,
                        code::value_quoting,
                        entry.value,
                        "a blank ends the value of " + name_of(row) + " for ModSecurity 2.9",
                        "write it as: " + quoted);
  }
  if (row.kind == K::Ver) {
    findings.refused_by(SecEngine::V3,
                        code::value_quoting,
                        entry.value,
                        "libmodsecurity 3 wants quotes round the value of " + name_of(row),
                        "write it as: " + quoted);
  }
}

/// libmodsecurity 3.0.9 reads an unquoted maturity or accuracy up to the next single quote of the
/// list, and then refuses the rule.
void check_greedy(const std::vector<SecEntry>& entries, size_t at, SecFindings& findings) {
  const SecEntry& entry = entries[at];
  const bool is_greedy =
      same_sec_name(entry.name.text, "maturity") || same_sec_name(entry.name.text, "accuracy");
  if (!is_greedy || entry.is_quoted || !entry.has_colon) return;
  const bool quote_follows = std::any_of(
      entries.begin() + static_cast<std::ptrdiff_t>(at) + 1, entries.end(), [](const SecEntry& e) {
        return e.whole.text.find('\'') != std::string_view::npos;
      });
  const std::string help =
      "write it as: " + std::string(entry.name.text) + ":'" + std::string(entry.value.text) + "'";
  const std::string message =
      "libmodsecurity 3 wants quotes round the value of action " + quote(entry.name.text);
  if (quote_follows) {
    findings.refused_by(SecEngine::V3, code::value_quoting, entry.value, message, help);
  } else {
    findings.warning(code::value_quoting, entry.value, message + " where others follow", {}, help);
  }
}

bool check_form(const SecActionRow& row, const SecEntry& entry, SecFindings& findings) {
  if (entry.is_unclosed) {
    findings.error(code::unclosed_seclang_quote, entry.whole, "the single quote is not closed");
    return false;
  }
  if (!entry.junk.empty()) {
    findings.error(code::seclang_syntax, entry.whole, "text stands behind the closing quote");
    return false;
  }
  const size_t last = entry.value.text.find_last_not_of('\\');
  const size_t kept = last == std::string_view::npos ? 0 : last + 1;
  if (!entry.is_quoted && (entry.value.text.size() - kept) % 2 == 1) {
    findings.error(code::seclang_syntax, entry.whole, "a value without quotes ends in a backslash");
    return false;
  }
  if (row.value == SecUse::None && entry.has_colon) {
    findings.error(code::bad_action_value, entry.whole, name_of(row) + " takes no value");
    return false;
  }
  if (row.value == SecUse::Required && entry.value.text.empty()) {
    findings.error(code::bad_action_value, entry.whole, name_of(row) + " needs a value");
    return false;
  }
  return true;
}

SecAction read_action(const std::vector<SecEntry>& entries, size_t at, SecFindings& findings) {
  const SecEntry& entry = entries[at];
  const SecActionRow* row = find_sec_action(entry.name.text);
  SecAction out;
  if (row == nullptr) {
    out = unknown_action(entry, findings);
  } else {
    out.kind = row->kind;
    findings.known(row->known, entry.name, "the action", row->name);
    if (check_form(*row, entry, findings) && entry.has_colon) {
      check_quotes(*row, entry, findings);
      check_greedy(entries, at, findings);
      out.value = read_action_value(*row, entry, findings);
    }
  }
  out.place = findings.span(entry.whole);
  return out;
}

}  // namespace

std::vector<SecAction> read_sec_actions(const SecWord& list, SecFindings& findings) {
  std::vector<SecAction> out;
  if (trimmed(list).text.empty()) return out;
  const std::vector<SecEntry> entries = cut_actions(list, most_seclang_parts + 1);
  if (entries.size() > most_seclang_parts) {
    findings.error(code::seclang_too_large, entries.back().whole, "the list is too long");
    return out;
  }
  // The subject of every finding about the rule is its id, wherever it stands.
  for (const SecEntry& entry : entries) {
    if (same_sec_name(entry.name.text, "id")) findings.set_subject(std::string(entry.value.text));
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].whole.text.empty()) {
      findings.refused_by(SecEngine::V3,
                          code::seclang_syntax,
                          list,
                          "an action is missing beside a comma",
                          "remove the comma");
    } else {
      out.push_back(read_action(entries, i, findings));
    }
  }
  return out;
}

}  // namespace sig::source
