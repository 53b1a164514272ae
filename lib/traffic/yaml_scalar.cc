#include "traffic/yaml_scalar.h"

#include <algorithm>
#include <cstdint>

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

size_t line_end(std::string_view text, size_t at) {
  return std::min(text.find('\n', at), text.size());
}

std::string_view line_at(std::string_view text, size_t at) {
  std::string_view line = text.substr(at, line_end(text, at) - at);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  return line;
}

/// Folds the line break at `at` in a quoted scalar: one break is a blank, n are n - 1 breaks.
size_t fold(std::string_view text, size_t at, std::string& value, size_t keep) {
  while (value.size() > keep &&
         (value.back() == ' ' || value.back() == '\t' || value.back() == '\r'))
    value.pop_back();
  size_t breaks = 0;
  while (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != none) {
    if (text[at] == '\n') ++breaks;
    ++at;
  }
  value.append(breaks == 1 ? 1 : breaks - 1, breaks == 1 ? ' ' : '\n');
  return at;
}

void append_code_point(std::uint32_t c, std::string& out) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0U | c >> 6U);
  } else {
    if (c < 0x10000) {
      add(0xe0U | c >> 12U);
    } else {
      add(0xf0U | c >> 18U);
      add(0x80U | (c >> 12U & 0x3fU));
    }
    add(0x80U | (c >> 6U & 0x3fU));
  }
  add(0x80U | (c & 0x3fU));
}

/// The escape behind the backslash at `at`; how many bytes it takes, 0 when it is none.
size_t read_escape(std::string_view text, size_t at, std::string& value) {
  static constexpr std::string_view letters = "0abt\tnvfre \"/\\'";
  static constexpr std::string_view meanings{"\0\a\b\t\t\n\v\f\r\x1b \"/\\'", 15};
  if (at + 1 >= text.size()) return 0;
  const char kind = text[at + 1];
  const size_t letter = letters.find(kind);
  if (letter != none) {
    value += meanings[letter];
    return 2;
  }
  const size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0 || at + 2 + digits > text.size()) return 0;
  std::uint32_t code = 0;
  for (const char c : text.substr(at + 2, digits)) {
    const char lower = static_cast<char>(c | 0x20);
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (lower < 'a' || lower > 'f')) return 0;
    code = code << 4U | static_cast<std::uint32_t>(is_digit ? c - '0' : lower - 'a' + 10);
  }
  if (code > 0x10ffff) return 0;
  append_code_point(code, value);
  return 2 + digits;
}

/// Behind a closing quote only blanks and a comment may stand.
size_t end_of_item(std::string_view text, size_t at, YamlItem& item) {
  const std::string_view rest = line_at(text, at);
  const size_t first = rest.find_first_not_of(" \t");
  if (first != none && rest[first] != '#') item.problem = "rejected: text behind a quoted scalar";
  return std::min(line_end(text, at) + 1, text.size());
}

size_t read_double_quoted(std::string_view text, size_t at, YamlItem& item) {
  size_t keep = 0;  // what came from an escape is not folded away
  for (++at; at < text.size();) {
    if (text[at] == '"') return end_of_item(text, at + 1, item);
    if (text[at] == '\n') {
      at = fold(text, at, item.value, keep);
    } else if (text[at] != '\\') {
      item.value += text[at++];
    } else if (text.substr(at + 1, 1) == "\n" || text.substr(at + 1, 2) == "\r\n") {
      at = text.find('\n', at) + 1;
      while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
        ++at;
      keep = item.value.size();
    } else {
      const size_t used = read_escape(text, at, item.value);
      if (used == 0) {
        item.problem = "rejected: unknown escape in a double-quoted scalar";
        ++at;
      }
      at += used;
      keep = item.value.size();
    }
  }
  item.problem = "rejected: quoted scalar without its end";
  return text.size();
}

size_t read_single_quoted(std::string_view text, size_t at, YamlItem& item) {
  for (++at; at < text.size();) {
    if (text[at] == '\'' && text.substr(at + 1, 1) == "'") {
      item.value += '\'';
      at += 2;
    } else if (text[at] == '\'') {
      return end_of_item(text, at + 1, item);
    } else if (text[at] == '\n') {
      at = fold(text, at, item.value, 0);
    } else {
      item.value += text[at++];
    }
  }
  item.problem = "rejected: quoted scalar without its end";
  return text.size();
}

/// Whether the line at `at` still belongs to an item whose dash stands in column `indent`.
bool is_inside(std::string_view text, size_t at, size_t indent) {
  const std::string_view line = line_at(text, at);
  return line.empty() || yaml_indent(line) > indent;
}

size_t read_plain(std::string_view text, size_t at, size_t indent, YamlItem& item) {
  for (bool is_first = true; at < text.size(); is_first = false) {
    std::string_view line = line_at(text, at);
    if (!is_first && (line.empty() || !is_inside(text, at, indent))) break;
    at = std::min(line_end(text, at) + 1, text.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (const size_t comment = line.find(" #"); comment != none) line = line.substr(0, comment);
    if (line.find(": ") != none || line.ends_with(':')) item.problem = "rejected: a mapping";
    if (!is_first) item.value += ' ';
    item.value += line;
  }
  return at;
}

size_t read_literal(std::string_view text, size_t at, size_t indent, YamlItem& item) {
  const bool strip = line_at(text, at) == "|-";
  if (!strip && line_at(text, at) != "|") item.problem = "rejected: unknown kind of block scalar";
  at = std::min(line_end(text, at) + 1, text.size());
  size_t block = none;
  while (at < text.size() && is_inside(text, at, indent)) {
    const std::string_view line = line_at(text, at);
    if (block == none && !line.empty()) block = yaml_indent(line);
    item.value += line.substr(std::min(block == none ? 0 : block, line.size()));
    item.value += '\n';
    at = std::min(line_end(text, at) + 1, text.size());
  }
  while (item.value.ends_with("\n\n") || (strip && item.value.ends_with('\n')))
    item.value.pop_back();
  return at;
}

size_t skip_item(std::string_view text, size_t at, size_t indent) {
  do {
    at = std::min(line_end(text, at) + 1, text.size());
  } while (at < text.size() && is_inside(text, at, indent));
  return at;
}

}  // namespace

size_t yaml_indent(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

void read_yaml_item(std::string_view text, size_t indent, YamlItem& item) {
  item.value.clear();
  item.problem = {};
  const size_t at = yaml_indent(text);
  const char first = at < text.size() ? text[at] : '\n';
  const std::string_view line = line_at(text, std::min(at, text.size()));
  if (first == '"') {
    item.used = read_double_quoted(text, at, item);
  } else if (first == '\'') {
    item.used = read_single_quoted(text, at, item);
  } else if (first == '|') {
    item.used = read_literal(text, at, indent, item);
  } else if (line.empty() || line[0] == '#') {
    item.problem = "rejected: item without a value";
    item.used = skip_item(text, at, indent);
  } else if (std::string_view("[{&*!>%@`").find(first) != none || line.starts_with("- ")) {
    item.problem = "rejected: no simple scalar";
    item.used = skip_item(text, at, indent);
  } else {
    item.used = read_plain(text, at, indent, item);
  }
}

}  // namespace sig::traffic
