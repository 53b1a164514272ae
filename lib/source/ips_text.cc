#include "source/ips_text.h"

#include <algorithm>
#include <array>

namespace sig::source {
namespace {

constexpr size_t most_joined = size_t{64} << 10U;

constexpr std::array actions{
    std::string_view("alert"),
    std::string_view("drop"),
    std::string_view("reject"),
    std::string_view("rejectsrc"),
    std::string_view("rejectdst"),
    std::string_view("rejectboth"),
    std::string_view("pass"),
    std::string_view("log"),
    std::string_view("config"),
    std::string_view("block"),
    std::string_view("sdrop"),
    std::string_view("activate"),
    std::string_view("dynamic"),
    std::string_view("rewrite"),
};

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_ips_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && is_ips_blank(text.front()))
    text.remove_prefix(1);
  return text;
}

std::string_view first_word(std::string_view text) {
  const auto end =
      std::find_if(text.begin(), text.end(), [](char c) { return is_ips_blank(c) || c == '('; });
  return text.substr(0, static_cast<size_t>(end - text.begin()));
}

/// A comment is a rule that is switched off when it starts as one and has a body.
bool looks_like_rule(std::string_view comment) {
  if (!is_ips_action(first_word(comment))) return false;
  const size_t body = comment.find('(');
  return body != std::string_view::npos && comment.find(':', body) != std::string_view::npos;
}

/// Whether the body of a Snort 3 rule is open: more ( than ) outside of quotes, or none yet.
bool is_open(std::string_view text) {
  size_t depth = 0;
  bool quoted = false;
  bool seen = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '(') {
      seen = true;
      ++depth;
    } else if (!quoted && c == ')' && depth > 0) {
      --depth;
    }
  }
  return !seen || depth > 0;
}

}  // namespace

bool is_ips_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_ips_action(std::string_view word) {
  return std::find(actions.begin(), actions.end(), word) != actions.end();
}

Span IpsRuleText::span(size_t at, size_t length) const {
  const auto place = [this](size_t offset) {
    const auto after =
        std::upper_bound(pieces.begin(), pieces.end(), offset, [](size_t value, const Piece& p) {
          return value < p.at;
        });
    const Piece& piece = after == pieces.begin() ? pieces.front() : *(after - 1);
    return piece.place + static_cast<std::uint32_t>(offset - piece.at);
  };
  if (pieces.empty()) return {source, 0, 0};
  const std::uint32_t start = place(at);
  const std::uint32_t last = length == 0 ? start : place(at + length - 1) + 1;
  return {source, start, last > start ? last - start : 0};
}

Span IpsRuleText::whole() const {
  if (pieces.empty()) return {source, end, 0};
  return {source, pieces.front().place, end - pieces.front().place};
}

IpsRuleCutter::IpsRuleCutter(std::string_view bytes, std::uint32_t source, IpsDialect dialect)
    : bytes_(bytes), source_(source), dialect_(dialect) {
  if (bytes_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

bool IpsRuleCutter::next_line(Line& line) {
  if (at_ >= bytes_.size()) return false;
  const size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
  line.start = static_cast<std::uint32_t>(at_);
  line.text = bytes_.substr(at_, end - at_);
  if (!line.text.empty() && line.text.back() == '\r') line.text.remove_suffix(1);
  at_ = end + 1;
  return true;
}

void IpsRuleCutter::take(const Line& line, std::string_view part, IpsRuleText& rule) {
  const auto offset = static_cast<std::uint32_t>(part.data() - line.text.data());
  rule.pieces.push_back({static_cast<std::uint32_t>(rule.text.size()), line.start + offset});
  rule.text += part;
  rule.end = line.start + offset + static_cast<std::uint32_t>(part.size());
}

void IpsRuleCutter::take_rest(Line line, std::string_view part, IpsRuleText& rule) {
  for (;;) {
    const std::string_view seen = without_blanks_behind(part);
    const bool continues = seen.ends_with('\\');
    if (continues) part = seen.substr(0, seen.size() - 1);
    take(line, part, rule);
    const bool open = dialect_ == IpsDialect::Snort3 && !rule.is_comment && is_open(rule.text);
    if ((!continues && !open) || rule.text.size() > most_joined) return;
    const bool next_is_comment = at_ < bytes_.size() && bytes_[at_] == '#';
    if (rule.is_comment && !next_is_comment) return;
    if (!next_line(line)) return;
    part = line.text;
    if (rule.is_comment) part = part.substr(std::min(part.find_first_not_of('#'), part.size()));
    if (!continues && open) rule.text += ' ';
  }
}

bool IpsRuleCutter::next(IpsRuleText& rule) {
  Line line;
  while (next_line(line)) {
    std::string_view part = without_blanks_before(line.text);
    if (part.empty() || part.front() == ';') continue;
    rule = IpsRuleText{};
    rule.source = source_;
    rule.is_indented = line.text.front() == ' ';
    rule.is_comment = part.front() == '#';
    if (rule.is_comment) {
      part =
          without_blanks_before(part.substr(std::min(part.find_first_not_of("# \t"), part.size())));
      if (!looks_like_rule(part) && !(part.ends_with('\\') && is_ips_action(first_word(part))))
        continue;
    }
    take_rest(line, part, rule);
    if (without_blanks_before(rule.text).empty()) continue;
    return true;
  }
  return false;
}

}  // namespace sig::source
