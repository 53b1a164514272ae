#include "source/scalar_extent.h"

#include "base/text.h"

namespace sig::source {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_blank_line(std::string_view line) {
  return trim(line).empty();
}

size_t end_of_line(std::string_view text, size_t at) {
  const size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

std::optional<size_t> end_of_plain(std::string_view text, size_t start, std::string_view value) {
  size_t at = start;
  for (size_t i = 0; i < value.size();) {
    if (at >= text.size()) return std::nullopt;
    if (text[at] == value[i] && text[at] != '\n') {
      ++at;
      ++i;
    } else if (is_blank(text[at])) {
      // A fold: blanks and line ends of the text stand for one space or some line ends.
      while (at < text.size() && is_blank(text[at]))
        ++at;
      while (i < value.size() && (value[i] == ' ' || value[i] == '\n'))
        ++i;
    } else {
      return std::nullopt;
    }
  }
  return at;
}

std::optional<size_t> end_of_quoted(std::string_view text, size_t start) {
  const char quote = text[start];
  for (size_t at = start + 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && text.substr(at + 1, 1) == "'";
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return std::nullopt;
}

size_t end_of_block(std::string_view text, size_t start, int parent_column) {
  const size_t header_end = end_of_line(text, start);
  std::optional<size_t> indent;
  for (size_t at = start + 1; at < header_end && at < start + 3; ++at) {
    if (text[at] >= '1' && text[at] <= '9') {
      indent = static_cast<size_t>(parent_column < 0 ? 0 : parent_column) +
               static_cast<size_t>(text[at] - '0');
    }
  }
  size_t end = header_end;
  for (size_t line = header_end + 1; line < text.size();) {
    const size_t line_end = end_of_line(text, line);
    const std::string_view content = text.substr(line, line_end - line);
    const size_t own = std::min(content.find_first_not_of(' '), content.size());
    if (!is_blank_line(content)) {
      if (!indent && static_cast<long>(own) > parent_column) indent = own;
      if (!indent || own < *indent) break;
      end = line_end;
    }
    line = line_end + 1;
  }
  return end;
}

}  // namespace sig::source
