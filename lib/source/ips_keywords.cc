#include "source/ips_keywords.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "source/ips_keyword_table.h"

namespace sig::source::ips {
namespace {

using ByName = std::unordered_multimap<std::string_view, Keyword>;

ByName all_keywords() {
  ByName out;
  for (const Keyword& row : read_keywords())
    out.emplace(row.name, row);
  for (const KnownNames& group : known_names()) {
    for (const std::string_view name : split(group.names, ' ')) {
      if (name.empty()) continue;
      const bool takes_value = group.engines == of_suricata && group.read == unsupported;
      out.emplace(name,
                  Keyword{name,
                          group.read,
                          takes_value ? ValueRule::Required : ValueRule::Optional,
                          QuoteRule::Optional,
                          group.engines});
    }
  }
  return out;
}

const ByName& keywords() {
  static const ByName all = all_keywords();
  return all;
}

std::unordered_set<std::string_view> words_of(std::string_view names) {
  std::unordered_set<std::string_view> out;
  for (const std::string_view name : split(names, ' '))
    out.insert(name);
  return out;
}

std::unordered_map<std::string_view, IpsBuffer> snort3_stickies() {
  std::unordered_map<std::string_view, IpsBuffer> out;
  for (const IpsBufferNames& row : ips_buffers()) {
    if (!row.snort3.empty()) out.emplace(row.snort3, row.buffer);
  }
  return out;
}

void refuse_unknown(IpsDraft& draft, const IpsOption& option) {
  const IpsWord& name = option.name;
  if (name.text.empty()) {
    draft.findings.error(code::rule_syntax,
                         option.raw.text.empty() ? name : option.raw,
                         "an option without a keyword");
    return;
  }
  const auto near = draft.findings.wants_suggestions() ? nearest_keyword(name.text)
                                                       : std::optional<std::string_view>();
  draft.findings.error(code::unknown_keyword,
                       name,
                       "unknown keyword " + quote(name.text),
                       {},
                       near ? "did you mean \"" + std::string(*near) + "\"?" : "");
}

std::string_view name_of(std::uint8_t engines) {
  return (engines & of_suricata) != 0 ? "Suricata"
         : (engines & of_snort2) != 0 ? "Snort 2"
                                      : "Snort 3";
}

void refuse_foreign(IpsDraft& draft, const IpsOption& option, std::string_view owner) {
  draft.findings.error(code::keyword_of_other_engine,
                       option.name,
                       quote(option.name.text) + " is a keyword of " + std::string(owner),
                       "not of " + std::string(name_of(engine_bit(draft.rule.dialect))) +
                           (draft.rule.dialect == IpsDialect::Suricata ? " 7" : ""));
}

/// Presence of a value and its quotes, as Suricata insists on.
bool check_shape(IpsDraft& draft, const IpsOption& option, const Keyword& keyword) {
  const bool has_value = !option.raw.text.empty();
  const std::string name = quote(option.name.text);
  if (option.is_unclosed && draft.rule.dialect != IpsDialect::Snort3) {
    draft.findings.error(code::unclosed_rule_quote,
                         option.raw,
                         "the quotes of " + name + " are not closed",
                         "ends at the ;",
                         "close them, or write a ; inside of them as \\;");
    return false;
  }
  if (keyword.value == ValueRule::Required && !has_value) {
    draft.findings.error(code::keyword_without_value, option.name, name + " needs a value");
    return false;
  }
  if (draft.rule.dialect != IpsDialect::Suricata) return true;
  if (keyword.value == ValueRule::None && has_value) {
    draft.findings.error(code::keyword_takes_no_value, option.raw, name + " takes no value");
    return false;
  }
  if (keyword.quotes == QuoteRule::Required && !option.is_quoted) {
    draft.findings.error(code::keyword_without_value,
                         option.raw,
                         "the value of " + name + " must stand in double quotes");
    return false;
  }
  if (keyword.quotes == QuoteRule::Never && option.is_quoted) {
    draft.findings.error(
        code::keyword_takes_no_value, option.raw, "the value of " + name + " takes no quotes");
    return false;
  }
  return true;
}

bool read_buffer(IpsDraft& draft, const IpsOption& option) {
  const IpsDialect dialect = draft.rule.dialect;
  const auto buffer = find_sticky(option.name.text, dialect);
  if (!buffer) {
    const auto modifier =
        dialect == IpsDialect::Snort3 ? std::nullopt : modifier_buffer(option.name.text);
    if (!modifier) return false;
    const Keyword row{option.name.text, nullptr, ValueRule::None};
    if (check_shape(draft, option, row)) buffer_modifier(draft, option, *modifier);
    return true;
  }
  const Keyword row{option.name.text,
                    nullptr,
                    dialect == IpsDialect::Suricata ? ValueRule::None : ValueRule::Optional};
  if (check_shape(draft, option, row)) sticky(draft, option, *buffer);
  return true;
}

}  // namespace

std::uint8_t engine_bit(IpsDialect dialect) {
  return dialect == IpsDialect::Suricata ? of_suricata
         : dialect == IpsDialect::Snort2 ? of_snort2
                                         : of_snort3;
}

const Keyword* find_keyword(std::string_view name, IpsDialect dialect) {
  const auto [first, last] = keywords().equal_range(name);
  const Keyword* other = nullptr;
  for (auto it = first; it != last; ++it) {
    if ((it->second.engines & engine_bit(dialect)) != 0) return &it->second;
    other = &it->second;
  }
  return other;
}

bool is_of_suricata8(std::string_view name) {
  static const auto names = words_of(suricata8_names());
  return names.contains(name);
}

std::optional<IpsBuffer> find_sticky(std::string_view name, IpsDialect dialect) {
  if (dialect == IpsDialect::Snort3) {
    static const auto names = snort3_stickies();
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  }
  if (dialect == IpsDialect::Suricata) return sticky_buffer(name);
  if (name == "file_data") return IpsBuffer::FileData;
  if (name == "dce_stub_data") return IpsBuffer::DceStubData;
  return std::nullopt;
}

std::optional<std::string_view> nearest_keyword(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& [known, row] : keywords())
    names.push_back(known);
  for (const IpsBufferNames& row : ips_buffers()) {
    for (const std::string_view known : {row.name, row.legacy_sticky, row.modifier}) {
      if (!known.empty()) names.push_back(known);
    }
  }
  std::sort(names.begin(), names.end());
  return closest_match(name, names);
}

void read_option(IpsDraft& draft, const IpsOption& option) {
  const std::string_view name = option.name.text;
  const IpsDialect dialect = draft.rule.dialect;
  if (dialect == IpsDialect::Suricata && is_of_suricata8(name)) {
    return refuse_foreign(draft, option, "Suricata 8");
  }
  const Keyword* keyword = find_keyword(name, dialect);
  if (keyword != nullptr && (keyword->engines & engine_bit(dialect)) != 0) {
    if (check_shape(draft, option, *keyword)) keyword->read(draft, option);
    return;
  }
  if (read_buffer(draft, option)) return;
  if (keyword != nullptr) return refuse_foreign(draft, option, name_of(keyword->engines));
  if (sticky_buffer(name) || modifier_buffer(name))
    return refuse_foreign(draft, option, "Suricata");
  if (find_sticky(name, IpsDialect::Snort3)) return refuse_foreign(draft, option, "Snort 3");
  refuse_unknown(draft, option);
}

}  // namespace sig::source::ips
