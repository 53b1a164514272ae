#include "source/seclang_words.h"

#include <algorithm>

#include "model/seclang_lookup.h"

namespace sig::source {
namespace {

bool is_pair(std::string_view text, size_t at, std::string_view escapable) {
  return text[at] == '\\' && at + 1 < text.size() &&
         escapable.find(text[at + 1]) != std::string_view::npos;
}

/// Where the quote closes, or npos. `at` is behind the opening one.
size_t closing_quote(std::string_view text, size_t at, char quote) {
  const char escapable[] = {'\\', quote};
  while (at < text.size() && text[at] != quote)
    at += is_pair(text, at, {escapable, 2}) ? 2 : 1;
  return at < text.size() ? at : std::string_view::npos;
}

/// Undoes `\q` for each q of `quotes`; `\\` and every other pair stay as they are.
std::string without_escapes(std::string_view raw, std::string_view quotes) {
  std::string out;
  out.reserve(raw.size());
  for (size_t i = 0; i < raw.size(); ++i) {
    if (is_pair(raw, i, "\\")) {
      out += raw.substr(i++, 2);
    } else if (is_pair(raw, i, quotes)) {
      out += raw[++i];
    } else {
      out += raw[i];
    }
  }
  return out;
}

SecCut next_word(SecWord& rest) {
  const std::string_view text = rest.text;
  if (text[0] == '"' || text[0] == '\'') {
    const size_t end = closing_quote(text, 1, text[0]);
    SecCut out{rest.part(1, end == std::string_view::npos ? end : end - 1), text[0]};
    out.is_unclosed = end == std::string_view::npos;
    rest = rest.part(out.is_unclosed ? text.size() : end + 1);
    return out;
  }
  size_t end = 0;
  while (end < text.size() && !is_sec_blank(text[end]))
    ++end;
  const SecCut out{rest.part(0, end)};
  rest = rest.part(end);
  return out;
}

bool is_separator(char c, bool bars) {
  return c == ',' || (bars && c == '|');
}

size_t end_of_entry(std::string_view text, size_t at, bool bars) {
  while (at < text.size() && !is_separator(text[at], bars))
    at += is_pair(text, at, "\\\"'") ? 2 : 1;
  return std::min(at, text.size());
}

/// Without this, many regexes that are not closed would each be looked for up to the end.
constexpr size_t longest_bare_regex = 4096;

/// Behind the regex that starts at `at`, when a slash before a separator closes it; else `at`.
/// libmodsecurity takes a comma within.
size_t end_of_regex(std::string_view text, size_t at) {
  if (text.substr(at, 1) != "/") return at;
  text = text.substr(0, at + longest_bare_regex);
  for (size_t end = at + 1; end < text.size(); ++end) {
    if (text[end] == '\\')
      ++end;
    else if (is_sec_blank(text[end]))
      return at;
    else if (text[end] == '/' && (end + 1 == text.size() || is_separator(text[end + 1], true)))
      return end + 1;
  }
  return at;
}

size_t end_of_value(std::string_view text, size_t at, bool is_variable) {
  if (text.substr(at, 1) == "'") {
    const size_t quote = closing_quote(text, at + 1, '\'');
    return quote == std::string_view::npos ? text.size()
                                           : end_of_entry(text, quote + 1, is_variable);
  }
  std::string_view name = trimmed({text.substr(0, at - 1)}).text;
  name.remove_prefix(std::min(name.find_first_not_of("!&"), name.size()));
  const bool is_xpath = same_sec_name(name, "XML");
  const size_t start = is_variable && !is_xpath ? end_of_regex(text, at) : at;
  return end_of_entry(text, start, is_variable);
}

void read_value(SecWord value, SecEntry& entry) {
  if (!value.text.starts_with('\'')) {
    entry.value = trimmed(value);
    return;
  }
  const size_t end = closing_quote(value.text, 1, '\'');
  entry.is_quoted = true;
  entry.is_unclosed = end == std::string_view::npos;
  entry.value = value.part(1, entry.is_unclosed ? end : end - 1);
  if (!entry.is_unclosed) entry.junk = trimmed(value.part(end + 1)).text;
}

/// The entry that starts the list, which is left behind it.
SecEntry next_entry(SecWord& rest, bool bars) {
  SecEntry out;
  const std::string_view text = rest.text;
  size_t colon = 0;
  while (colon < text.size() && text[colon] != ':' && !is_separator(text[colon], bars))
    ++colon;
  out.has_colon = colon < text.size() && text[colon] == ':';
  size_t end = colon;
  if (out.has_colon) {
    end = end_of_value(text, colon + 1, bars);
    read_value(rest.part(colon + 1, end - colon - 1), out);
  }
  out.name = trimmed(rest.part(0, colon));
  out.whole = trimmed(rest.part(0, end));
  rest = rest.part(end);
  return out;
}

std::vector<SecEntry> cut_list(const SecWord& list, bool bars, size_t most) {
  std::vector<SecEntry> out;
  SecWord rest = list;
  while (out.size() < most) {
    out.push_back(next_entry(rest, bars));
    if (rest.text.empty()) break;
    rest = rest.part(1);
  }
  return out;
}

}  // namespace

std::vector<SecCut> cut_words(const SecLine& line, size_t most) {
  std::vector<SecCut> out;
  SecWord rest = trimmed(line.whole());
  while (!rest.text.empty() && out.size() < most) {
    out.push_back(next_word(rest));
    rest = trimmed(rest);
  }
  return out;
}

std::string unquoted(const SecCut& cut) {
  return without_escapes(cut.word.text, cut.quote == '"' ? "\"" : "\"'");
}

std::vector<SecEntry> cut_variables(const SecWord& list, size_t most) {
  return cut_list(list, true, most);
}

std::vector<SecEntry> cut_actions(const SecWord& list, size_t most) {
  return cut_list(list, false, most);
}

std::string value_text(std::string_view raw) {
  return without_escapes(raw, "\"'");
}

}  // namespace sig::source
