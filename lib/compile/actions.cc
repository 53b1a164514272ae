#include "compile/actions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace sig::compile {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

std::string_view trimmed(std::string_view text) {
  // A backslash before a line end continues the line.
  while (!text.empty() &&
         (is_blank(text.front()) || text.starts_with("\\\n") || text.starts_with("\\\r\n")))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// Calls `take` with the name and value of each option behind the first parenthesis.
template <class Take>
void for_each_option(std::string_view rule, Take take) {
  size_t start = rule.find('(');
  if (start == std::string_view::npos) return;
  ++start;
  bool in_quotes = false;
  for (size_t i = start; i < rule.size(); ++i) {
    if (rule[i] == '\\') {
      ++i;
    } else if (rule[i] == '"') {
      in_quotes = !in_quotes;
    } else if (rule[i] == ';' && !in_quotes) {
      const std::string_view option = rule.substr(start, i - start);
      const size_t colon = std::min(option.find(':'), option.size());
      take(trimmed(option.substr(0, colon)),
           trimmed(option.substr(std::min(colon + 1, option.size()))));
      start = i + 1;
    }
  }
}

/// The value of a key in `metadata:key value, key value`.
std::optional<std::string_view> metadata(std::string_view text, std::string_view key) {
  for (const std::string_view part : split(text, ',')) {
    const std::string_view pair = trimmed(part);
    if (pair.size() > key.size() && pair.starts_with(key) && is_blank(pair[key.size()])) {
      return trimmed(pair.substr(key.size()));
    }
  }
  return std::nullopt;
}

std::optional<RuleInText> read_rule(std::string_view rule, size_t at) {
  size_t end = 0;
  while (end < rule.size() && !is_blank(rule[end]) && rule[end] != '(')
    ++end;
  RuleInText out;
  out.action_at = at;
  out.action_size = end;
  for_each_option(rule, [&](std::string_view name, std::string_view value) {
    const auto number = parse_unsigned(value);
    const bool is_number = number && *number <= UINT32_MAX;
    if (name == "sid" && is_number) out.sid = static_cast<std::uint32_t>(*number);
    if (name == "gid" && is_number) out.gid = static_cast<std::uint32_t>(*number);
    if (name != "metadata") return;
    if (const auto id = metadata(value, "sigctl_id")) out.signature = *id;
  });
  if (out.sid == 0) return std::nullopt;
  if (out.signature.empty()) {
    out.signature =
        out.gid == 1 ? fmt::format("sid-{}", out.sid) : fmt::format("sid-{}-{}", out.gid, out.sid);
  }
  return out;
}

/// Where the line that holds `at` ends, its line end left out.
size_t line_end(std::string_view text, size_t at) {
  return std::min(text.find('\n', at), text.size());
}

/// True when a line begins as a rule does, or is a comment.
bool starts_anew(std::string_view line) {
  constexpr std::array<std::string_view, 12> words{"alert",
                                                   "drop",
                                                   "reject",
                                                   "rejectsrc",
                                                   "rejectdst",
                                                   "rejectboth",
                                                   "pass",
                                                   "log",
                                                   "block",
                                                   "sdrop",
                                                   "react",
                                                   "rewrite"};
  if (line.starts_with('#')) return true;
  const size_t end = std::min(line.find_first_of(" \t("), line.size());
  return std::find(words.begin(), words.end(), line.substr(0, end)) != words.end();
}

/// The end of a rule: of the first line that closes it. A backslash continues a line of Suricata
/// and Snort 2; Snort 3 goes on until the parenthesis is closed. Never beyond the start of another
/// rule.
size_t rule_end(std::string_view text, size_t at) {
  for (;;) {
    const size_t end = line_end(text, at);
    const std::string_view line = trimmed(text.substr(at, end - at));
    if (line.ends_with(')') || end == text.size()) return end;
    at = end + 1;
    const std::string_view next = trimmed(text.substr(at, line_end(text, at) - at));
    if (!line.ends_with('\\') && starts_anew(next)) return end;
  }
}

}  // namespace

std::string_view to_string(RuleAction action) {
  if (action == RuleAction::Drop) return "drop";
  return action == RuleAction::Reject ? "reject" : "alert";
}

std::vector<RuleInText> rules_in(std::string_view text) {
  std::vector<RuleInText> out;
  size_t at = 0;
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    const size_t end = text[at] == '#' ? line_end(text, at) : rule_end(text, at);
    if (text[at] != '#') {
      if (auto rule = read_rule(text.substr(at, end - at), at)) out.push_back(std::move(*rule));
    }
    at = end + 1;
  }
  return out;
}

ActedText with_actions(std::string_view rules, const std::map<std::uint32_t, RuleAction>& actions) {
  ActedText out;
  std::map<std::uint32_t, RuleAction> missing = actions;
  size_t copied = 0;
  for (const RuleInText& rule : rules_in(rules)) {
    const auto wanted = actions.find(rule.sid);
    if (wanted == actions.end()) continue;
    ++out.rules;
    missing.erase(rule.sid);
    out.text += rules.substr(copied, rule.action_at - copied);
    out.text += to_string(wanted->second);
    copied = rule.action_at + rule.action_size;
  }
  out.text += rules.substr(copied);
  for (const auto& [sid, action] : missing)
    out.unknown.push_back(sid);
  return out;
}

std::map<std::uint32_t, RuleAction> actions_of(std::string_view rules,
                                               const std::vector<Signature>& signatures,
                                               const Environment& environment,
                                               Time now,
                                               RuleAction block) {
  std::map<std::string_view, RuleAction> by_signature;
  for (const Signature& signature : signatures) {
    const bool blocks = effective_action(signature, environment, now) == Action::Block;
    by_signature[signature.id] = blocks ? block : RuleAction::Alert;
  }
  std::map<std::uint32_t, RuleAction> out;
  for (const RuleInText& rule : rules_in(rules)) {
    const auto found = by_signature.find(rule.signature);
    if (found != by_signature.end()) out[rule.sid] = found->second;
  }
  return out;
}

}  // namespace sig::compile
