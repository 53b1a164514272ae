#include "source/gap.h"

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

std::string_view rest_of_line(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  return trim(rest.substr(0, rest.find('\n')));
}

Gap describe(std::string_view text, size_t at) {
  const std::string_view line = rest_of_line(text, at);
  const bool is_first = at == 0 || text[at - 1] == '\n';
  if (line.starts_with('%') && is_first) {
    return {code::directive,
            at,
            line.size(),
            "directive " + quote(line),
            "directives are not read; remove the line"};
  }
  if (line.starts_with("...") && is_first) {
    return {code::stray_text, at, 3, "\"...\" ends the document here", "remove the line"};
  }
  if (line == "?" || line.starts_with("? ")) {
    return {code::complex_key, at, 1, "a key that starts with \"?\"", "write KEY: VALUE"};
  }
  return {code::stray_text,
          at,
          line.size(),
          quote(line) + " is neither a key nor a part of a value",
          "remove it, put # before it, or quote the whole value"};
}

bool is_mark(std::string_view text, size_t at) {
  const char c = text[at];
  if (c == '-') {
    const std::string_view next = text.substr(at + 1, 1);
    return next.empty() || next.find_first_of(" \t\r\n") == 0;
  }
  return std::string_view(" \t\r\n:,[]{}").find(c) != std::string_view::npos;
}

}  // namespace

Gap scan_gap(std::string_view text, size_t start, size_t end) {
  end = std::min(end, text.size());
  bool is_top = start == 0;
  for (size_t at = start; at < end; ++at) {
    const bool at_line_start = at == 0 || text[at - 1] == '\n';
    if (text[at] == '#') {
      const bool is_comment = at_line_start || text.find_last_of(" \t", at - 1) == at - 1;
      if (!is_comment) return describe(text, at);
      at = std::min(text.find('\n', at), end) - 1;
    } else if (is_top && at_line_start && rest_of_line(text, at) == "---") {
      at += 2;
      is_top = false;
    } else if (!is_mark(text, at)) {
      return describe(text, at);
    }
  }
  return {};
}

}  // namespace sig::source
