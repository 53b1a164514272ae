#include "source/byte_scan.h"

#include <fmt/format.h>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

constexpr size_t most_findings = 10;

bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

std::string name_of_control(std::uint32_t c) {
  switch (c) {
    case 0:
      return "a NUL byte";
    case '\r':
      return "a carriage return that does not end a line";
    case 0x1b:
      return "an escape character (U+001B)";
    case 0x85:
      return "a NEL line end (U+0085)";
    default:
      return fmt::format("the control character U+{:04X}", c);
  }
}

std::string help_for_control(std::uint32_t c) {
  if (c == '\r') return "end lines with LF or with CRLF";
  if (c == 0x85) return "end lines with LF";
  if (c < 0x80) {
    return fmt::format(
        "where a pattern or an example needs it, write \"\\x{:02x}\" in double quotes", c);
  }
  return fmt::format("remove it, or write \"\\u{:04x}\" in double quotes", c);
}

/// True when the text starts like UTF-16, UTF-32 or with the UTF-8 byte order mark.
bool has_byte_order_mark(std::string_view bytes, std::string& message) {
  using namespace std::literals;
  if (bytes.starts_with("\xef\xbb\xbf")) {
    message = "the file starts with a byte order mark";
  } else if (bytes.starts_with("\xff\xfe"sv) || bytes.starts_with("\xfe\xff"sv)) {
    message = "the file is UTF-16 or UTF-32";
  } else {
    return false;
  }
  return true;
}

struct ByteScan {
  std::uint32_t source;
  Diagnostics& diagnostics;
  size_t found = 0;

  void report(
      std::string_view code, size_t at, size_t length, std::string message, std::string help) {
    ++found;
    diagnostics.error(code,
                      {source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(length)},
                      std::move(message),
                      {},
                      std::move(help));
  }

  void look_at(std::uint32_t c, size_t at, size_t length) {
    if (is_control(c)) {
      report(code::control_character,
             at,
             length,
             name_of_control(c) + " in the text",
             help_for_control(c));
    } else if (is_invisible(c)) {
      report(code::invisible_character,
             at,
             length,
             fmt::format("the invisible character U+{:04X} in the text", c),
             fmt::format(
                 "remove it; where a pattern needs it, write \"\\u{:04x}\" in double quotes", c));
    }
  }
};

}  // namespace

bool is_invisible(std::uint32_t c) {
  const bool bidi = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
                    (c >= 0x2066 && c <= 0x2069);
  const bool zero_width = c == 0x00ad || (c >= 0x200b && c <= 0x200d) ||
                          (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == 0x180e ||
                          (c >= 0xe0000 && c <= 0xe007f);
  const bool line_end = c == 0x2028 || c == 0x2029;
  return bidi || zero_width || line_end;
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    std::uint32_t c = 0;
    const size_t length = utf8_length(text, c);
    if (length == 0 || is_control(c) || is_invisible(c)) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_clean_text(std::uint32_t source, size_t most_bytes, Diagnostics& diagnostics) {
  const std::string_view bytes = diagnostics.sources().at(source).bytes();
  ByteScan scan{source, diagnostics};
  if (bytes.size() > most_bytes) {
    scan.report(code::too_large,
                0,
                0,
                fmt::format("the text has {} bytes; at most {} are read", bytes.size(), most_bytes),
                "split it into several files");
    return false;
  }
  std::string message;
  if (has_byte_order_mark(bytes, message)) {
    scan.report(code::byte_order_mark, 0, 2, message, "save it as UTF-8 without byte order mark");
    return false;
  }
  for (size_t at = 0; at < bytes.size() && scan.found < most_findings;) {
    std::uint32_t c = 0;
    const size_t length = utf8_length(bytes.substr(at, 4), c);
    if (length == 0) {
      scan.report(
          code::not_utf8,
          at,
          1,
          fmt::format("the byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(bytes[at])),
          "save the file as UTF-8; any byte can be written as \"\\xHH\" in double quotes");
      return false;
    }
    const bool layout = c == '\t' || c == '\n' || (c == '\r' && bytes.substr(at + 1, 1) == "\n");
    if (!layout) scan.look_at(c, at, length);
    at += length;
  }
  return scan.found == 0;
}

}  // namespace sig::source
