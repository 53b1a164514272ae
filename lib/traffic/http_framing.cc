#include "traffic/http_framing.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "traffic/access_log.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a line without its end off the front; nothing when no line end is there.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == none) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool names(std::string_view line, std::string_view lower_name) {
  return line.size() > lower_name.size() && line[lower_name.size()] == ':' &&
         to_lower_ascii(line.substr(0, lower_name.size())) == lower_name;
}

struct BodyLength {
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
};

/// Reads the lines of a head; true when its blank line is there. `rest` is what follows.
bool read_head(std::string_view& rest, BodyLength& length) {
  for (bool is_start_line = true;; is_start_line = false) {
    const auto line = take_line(rest);
    if (!line) return false;
    if (is_start_line) continue;
    if (line->empty()) return true;
    if (names(*line, "content-length")) {
      length.content_length = parse_unsigned(trim(line->substr(15)));
    } else if (names(*line, "transfer-encoding")) {
      length.is_chunked = to_lower_ascii(*line).find("chunked") != none;
    }
  }
}

/// The size of a chunk from the line before it; nothing when it is no number.
std::optional<std::uint64_t> chunk_size(std::string_view line) {
  std::uint64_t size = 0;
  size_t digits = 0;
  for (const char c : trim(line.substr(0, line.find(';')))) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    if (digit < 0 || ++digits > 15) return std::nullopt;
    size = size * 16 + static_cast<unsigned>(digit);
  }
  return digits > 0 ? std::optional(size) : std::nullopt;
}

/// Moves `rest` behind a chunked body; false when its end is not there. A broken size line ends it.
bool skip_chunks(std::string_view& rest) {
  for (;;) {
    const auto line = take_line(rest);
    if (!line) return false;
    const auto size = chunk_size(*line);
    if (!size) return true;
    if (*size == 0) break;
    if (*size > rest.size()) return false;
    rest.remove_prefix(static_cast<size_t>(*size));
    if (!take_line(rest)) return false;
  }
  for (;;) {
    const auto trailer = take_line(rest);
    if (!trailer) return false;
    if (trailer->empty()) return true;
  }
}

HttpFrame frame(std::string_view bytes, bool may_last_until_end) {
  HttpFrame found;
  found.size = bytes.size();
  std::string_view rest = bytes;
  BodyLength length;
  found.has_head = read_head(rest, length);
  found.head = found.has_head ? bytes.size() - rest.size() : bytes.size();
  if (!found.has_head) return found;
  found.has_length = length.is_chunked || length.content_length;
  if (length.is_chunked) {
    found.is_whole = skip_chunks(rest);
    if (found.is_whole) found.size = bytes.size() - rest.size();
  } else if (length.content_length) {
    const size_t there =
        static_cast<size_t>(std::min<std::uint64_t>(*length.content_length, rest.size()));
    found.is_whole = there == *length.content_length;
    found.missing = static_cast<size_t>(*length.content_length - there);
    found.size = found.head + there;
  } else if (!may_last_until_end) {
    found.is_whole = true;
    found.size = found.head;
  }
  return found;
}

}  // namespace

HttpFrame frame_request(std::string_view bytes) {
  return frame(bytes, false);
}

HttpFrame frame_response(std::string_view bytes) {
  int status = 0;
  const size_t space = bytes.find(' ');
  if (space != none && space < 16 && bytes.size() >= space + 4) {
    for (size_t i = space + 1; i < space + 4; ++i) {
      status = is_digit(bytes[i]) ? status * 10 + (bytes[i] - '0') : 0;
    }
  }
  const bool has_no_body = (status >= 100 && status < 200) || status == 204 || status == 304;
  HttpFrame found = frame(bytes, true);
  if (has_no_body && found.has_head) {
    found.is_whole = true;
    found.missing = 0;
    found.size = found.head;
  }
  found.status = status;
  return found;
}

bool is_http_version(std::string_view word) {
  return word.size() == 8 && word.starts_with("HTTP/") && is_digit(word[5]) && word[6] == '.' &&
         is_digit(word[7]);
}

bool begins_with_request(std::string_view bytes) {
  std::string_view line = bytes.substr(0, bytes.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const RequestLine request = split_request_line(line);
  return !request.method.empty() && !request.target.empty() && is_http_version(request.version);
}

bool begins_with_response(std::string_view bytes) {
  return bytes.size() >= 9 && is_http_version(bytes.substr(0, 8)) && bytes[8] == ' ';
}

}  // namespace sig::traffic
