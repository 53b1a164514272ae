#include <algorithm>
#include <optional>

#include "base/text.h"
#include "match/arguments.h"
#include "match/http_target.h"

namespace sig::match {
namespace {

/// The value of `name=` among the ;-separated parameters of a header, quoted or not.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name) {
  size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    header.remove_prefix(at + 1);
    while (!header.empty() && (header[0] == ' ' || header[0] == '\t'))
      header.remove_prefix(1);
    const size_t equals = header.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    const std::string_view key = trim(header.substr(0, equals));
    header.remove_prefix(equals + 1);
    const bool is_quoted = header.starts_with('"');
    if (is_quoted) header.remove_prefix(1);
    const size_t end = std::min(header.find(is_quoted ? '"' : ';'), header.size());
    if (equals_ignoring_case(key, name)) {
      return is_quoted ? header.substr(0, end) : trim(header.substr(0, end));
    }
    at = header.find(';', end);
  }
  return std::nullopt;
}

std::optional<std::string_view> find_part_header(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(head.size(), end + 1));
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(trim(line.substr(0, colon)), name))
      return trim(line.substr(colon + 1));
  }
  return std::nullopt;
}

/// Where the head ends and the content begins: an empty line, with or without carriage returns.
std::pair<size_t, size_t> find_head_end(std::string_view part) {
  if (part.starts_with('\n')) return {0, 1};
  if (part.starts_with("\r\n")) return {0, 2};
  for (size_t at = part.find('\n'); at != std::string_view::npos; at = part.find('\n', at + 1)) {
    if (part.substr(at + 1).starts_with('\n')) return {at + 1, at + 2};
    if (part.substr(at + 1).starts_with("\r\n")) return {at + 1, at + 3};
  }
  return {part.size(), part.size()};
}

void read_part(std::string_view part, std::vector<NameValue>& out) {
  const auto [head_end, content] = find_head_end(part);
  const auto disposition = find_part_header(part.substr(0, head_end), "content-disposition");
  std::string_view value = part.substr(content);
  if (value.ends_with('\n')) value.remove_suffix(1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  if (!disposition) {
    out.push_back({{}, value});
    return;
  }
  if (const auto file = parameter(*disposition, "filename")) value = *file;
  out.push_back({parameter(*disposition, "name").value_or(std::string_view()), value});
}

/// The next delimiter: "--" + boundary at the start of a line. npos when there is none.
size_t find_delimiter(std::string_view body, std::string_view boundary, size_t from) {
  for (size_t at = body.find(boundary, from); at != std::string_view::npos;
       at = body.find(boundary, at + boundary.size())) {
    if (at >= 2 && body.substr(at - 2, 2) == "--" && (at == 2 || body[at - 3] == '\n'))
      return at - 2;
  }
  return std::string_view::npos;
}

}  // namespace

void read_multipart(std::string_view content_type,
                    std::string_view body,
                    std::vector<NameValue>& out) {
  const std::optional<std::string_view> boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty()) return;
  size_t at = find_delimiter(body, *boundary, 0);
  for (size_t count = 0; at != std::string_view::npos; ++count) {
    const size_t begin = at + 2 + boundary->size();
    if (body.substr(begin).starts_with("--")) return;
    if (count == max_arguments) {
      out.push_back({{}, body.substr(begin)});
      return;
    }
    at = find_delimiter(body, *boundary, begin);
    std::string_view part = body.substr(begin, at == std::string_view::npos ? at : at - begin);
    const size_t line_end = part.find('\n');
    read_part(line_end == std::string_view::npos ? part : part.substr(line_end + 1), out);
  }
}

}  // namespace sig::match
