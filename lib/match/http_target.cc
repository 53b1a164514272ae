#include "match/http_target.h"

#include <algorithm>

namespace sig::match {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_scheme_byte(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/// Length of "scheme://", 0 when the target does not begin with one.
size_t scheme_length(std::string_view target) {
  const size_t end = target.find("://");
  if (end == std::string_view::npos || end == 0 || end > 32) return 0;
  const std::string_view scheme = target.substr(0, end);
  return std::all_of(scheme.begin(), scheme.end(), is_scheme_byte) ? end + 3 : 0;
}

}  // namespace

HttpTarget split_target(const HttpRequest& request) {
  HttpTarget out;
  std::string_view rest = request.uri;
  if (rest.empty()) return out;
  if (request.method == "CONNECT") {
    out.authority = rest;
    return out;
  }
  if (const size_t scheme = scheme_length(rest); scheme > 0) {
    rest.remove_prefix(scheme);
    const size_t end = std::min(rest.find_first_of("/?"), rest.size());
    out.authority = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  const size_t question = rest.find('?');
  // An absolute target without a path means the root (RFC 9110 4.2.3).
  const std::string_view path = rest.substr(0, question);
  out.path = path.empty() ? std::string_view("/") : path;
  if (question != std::string_view::npos) out.query = rest.substr(question + 1);
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return lower(x) == lower(y);
         });
}

std::optional<std::string_view> find_header(std::span<const NameValue> headers,
                                            std::string_view name) {
  for (const NameValue& header : headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace sig::match
