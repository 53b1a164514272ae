#include "daemon/http_head.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sig::daemon {
namespace {

constexpr int bad_request = 400;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           marks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

bool is_target(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

/// The next line without its CRLF; nothing when a bare LF ends it.
std::optional<std::string_view> take_line(std::string_view& bytes) {
  const size_t end = bytes.find('\n');
  if (end == std::string_view::npos || end == 0 || bytes[end - 1] != '\r') return std::nullopt;
  const std::string_view line = bytes.substr(0, end - 1);
  bytes.remove_prefix(end + 1);
  return line;
}

int read_request_line(std::string_view line, HttpHead& head) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad_request;
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(head.method) || !is_target(head.target)) return bad_request;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
  head.keep_alive = version == "HTTP/1.1";
  return 0;
}

bool has_token(std::string_view list, std::string_view wanted) {
  for (const std::string_view part : split(list, ',')) {
    if (equals_ignoring_case(trim(part), wanted)) return true;
  }
  return false;
}

/// What the header means for how the request is read; 0 or a status.
int apply_header(const NameValue& header, bool& has_length, HttpHead& head) {
  if (equals_ignoring_case(header.name, "content-length")) {
    const std::optional<std::uint64_t> length = parse_unsigned(header.value);
    if (!length || has_length) return bad_request;
    has_length = true;
    head.content_length = *length;
  } else if (equals_ignoring_case(header.name, "transfer-encoding")) {
    return 501;
  } else if (equals_ignoring_case(header.name, "connection")) {
    if (has_token(header.value, "close")) head.keep_alive = false;
    if (has_token(header.value, "keep-alive")) head.keep_alive = true;
  } else if (equals_ignoring_case(header.name, "expect")) {
    if (!equals_ignoring_case(header.value, "100-continue")) return 417;
    head.expects_continue = true;
  }
  return 0;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return lower(x) == lower(y);
         });
}

int read_http_head(std::string_view bytes, const HttpLimits& limits, HttpHead& head) {
  head.headers.clear();
  head.content_length = 0;
  head.expects_continue = false;
  const std::optional<std::string_view> request_line = take_line(bytes);
  if (!request_line) return bad_request;
  if (const int status = read_request_line(*request_line, head); status != 0) return status;
  bool has_length = false;
  for (;;) {
    const std::optional<std::string_view> line = take_line(bytes);
    if (!line) return bad_request;
    if (line->empty()) break;
    if (head.headers.size() >= limits.headers) return 431;
    const size_t colon = line->find(':');
    if (colon == std::string_view::npos) return bad_request;
    const NameValue header{line->substr(0, colon), trim(line->substr(colon + 1))};
    if (!is_token(header.name) || !is_value(header.value)) return bad_request;
    if (const int status = apply_header(header, has_length, head); status != 0) return status;
    head.headers.push_back(header);
  }
  if (head.content_length > limits.body_bytes) return 413;
  return bytes.empty() ? 0 : bad_request;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 417:
      return "Expectation Failed";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

}  // namespace sig::daemon
