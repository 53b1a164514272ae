#include "protocol/http1_multipart.h"

#include <cstring>

namespace sig::protocol {
namespace {

constexpr size_t none = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool begins_with(std::string_view text, std::string_view lower_case_start) {
  if (text.size() < lower_case_start.size()) return false;
  for (size_t at = 0; at < lower_case_start.size(); ++at)
    if (lower(text[at]) != lower_case_start[at]) return false;
  return true;
}

std::string_view without_quotes(std::string_view value) {
  if (!value.empty() && value.front() == '"') value.remove_prefix(1);
  if (!value.empty() && value.back() == '"') value.remove_suffix(1);
  return value;
}

/// "--boundary" and what follows, found without building it.
size_t find_delimiter(std::string_view text, size_t from, std::string_view boundary) {
  for (size_t at = text.find("--", from); at != none; at = text.find("--", at + 1))
    if (text.substr(at + 2, boundary.size()) == boundary) return at;
  return none;
}

size_t find_form_end(std::string_view text, size_t from, std::string_view boundary) {
  for (size_t at = find_delimiter(text, from, boundary); at != none;
       at = find_delimiter(text, at + 1, boundary))
    if (text.substr(at + 2 + boundary.size(), 2) == "--") return at;
  return none;
}

/// The file name that the header lines of a part give.
std::optional<std::string_view> part_file_name(std::string_view lines, Http1Events& events) {
  constexpr std::string_view disposition = "content-disposition:";
  std::optional<std::string_view> name;
  while (!lines.empty()) {
    const size_t end = lines.find("\r\n");
    const std::string_view line = lines.substr(0, end);
    const size_t colon = line.find(':');
    if (colon == none || colon + 1 == line.size()) {
      events.add("http.multipart_invalid_header");
    } else if (begins_with(line, disposition)) {
      if (auto found = header_parameter(line.substr(disposition.size()), "filename=")) name = found;
    }
    if (end == none) break;
    lines.remove_prefix(end + 2);
  }
  return name;
}

/// The file's content: up to the line break before the next delimiter, else all there is.
AppFile file_behind(std::string_view body,
                    size_t from,
                    std::string_view boundary,
                    std::string_view name) {
  const size_t next = find_delimiter(body, from, boundary);
  if (next == none) {
    const std::string_view rest = body.substr(from);
    return {.name = name, .content = rest, .size = rest.size(), .is_complete = false};
  }
  const size_t size = next - from > 2 ? next - from - 2 : 0;
  return {.name = name, .content = body.substr(from, size), .size = size, .is_complete = true};
}

constexpr size_t most_parts = 1024;

}  // namespace

std::optional<std::string_view> header_parameter(std::string_view value, std::string_view name) {
  while (!value.empty() && is_space(value.front()))
    value.remove_prefix(1);
  size_t start = 0;
  bool is_quoted = false;
  for (size_t at = 1; at < value.size(); ++at) {
    const bool is_escaped = value[at - 1] == '\\';
    if (value[at] == '"' && !is_escaped) is_quoted = !is_quoted;
    const bool is_last = at + 1 == value.size();
    if (is_quoted || ((value[at] != ';' || is_escaped) && !is_last)) continue;
    const std::string_view token = value.substr(start, at - start + (is_last ? 1 : 0));
    if (token.size() > name.size() && begins_with(token, name))
      return without_quotes(token.substr(name.size()));
    start = at + 1;
    while (start < value.size() && is_space(value[start])) {
      ++start;
      ++at;
    }
  }
  return std::nullopt;
}

void add_multipart_files(std::string_view body,
                         std::string_view boundary,
                         std::vector<AppFile>& files,
                         Http1Events& events) {
  const size_t delimiter = boundary.size() + 2;
  size_t start = find_delimiter(body, 0, boundary);
  const size_t form_end = start == none ? none : find_form_end(body, start, boundary);
  for (size_t parts = 0; start != none && start != form_end && parts < most_parts; ++parts) {
    const size_t head_end = body.find("\r\n\r\n", start);
    if (head_end == none) return;
    std::string_view lines = body.substr(start, head_end - start);
    const size_t content = head_end + 4;
    if (lines.size() != delimiter) {  // else a part without headers
      if (lines.size() >= delimiter + 2) lines.remove_prefix(delimiter + 2);
      if (auto name = part_file_name(lines, events)) {
        if (form_end == content) {
          events.add("http.multipart_no_filedata");
          return;
        }
        if (form_end < content) {
          events.add("http.multipart_generic_error");
          return;
        }
        files.push_back(file_behind(body, content, boundary, *name));
      }
    }
    start = find_delimiter(body, content, boundary);
  }
}

}  // namespace sig::protocol
