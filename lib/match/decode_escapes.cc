// Escapes of programming and style languages.
#include <algorithm>

#include "match/decoders.h"

namespace sig::match {
namespace {

constexpr std::string_view js_names = "bfnrtv";
constexpr std::string_view js_bytes = "\b\f\n\r\t\v";

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

/// Up to three octal digits, at most 377.
size_t read_octal(std::string_view text, std::uint32_t& value) {
  size_t read = 0;
  value = 0;
  while (read < 3 && read < text.size() && is_octal(text[read])) {
    const std::uint32_t next = value * 8 + static_cast<std::uint32_t>(text[read] - '0');
    if (next > 0xff) break;
    value = next;
    ++read;
  }
  return read;
}

/// Reads what follows a backslash; returns how many bytes it took, 0 when it is no escape.
size_t read_js_escape(std::string_view text, char*& out) {
  std::uint32_t value = 0;
  if (text[0] == 'x' && read_hex(text.substr(1), 2, value) == 2) {
    *out++ = static_cast<char>(value);
    return 3;
  }
  if (text[0] == 'u' && read_hex(text.substr(1), 4, value) == 4) {
    out = write_utf8(value, out);
    return 5;
  }
  if (text.starts_with("u{")) {
    const size_t digits = read_hex(text.substr(2), 8, value);
    if (digits > 0 && digits + 2 < text.size() && text[digits + 2] == '}') {
      out = write_utf8(value, out);
      return digits + 3;
    }
  }
  if (const size_t digits = read_octal(text, value); digits > 0) {
    *out++ = static_cast<char>(value);
    return digits;
  }
  const size_t name = js_names.find(text[0]);
  *out++ = name == std::string_view::npos ? text[0] : js_bytes[name];
  return 1;
}

}  // namespace

size_t decode_js(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    if (in[i] != '\\' || i + 1 == in.size()) {
      *out++ = in[i++];
      continue;
    }
    i += 1 + read_js_escape(in.substr(i + 1), out);
  }
  return static_cast<size_t>(out - start);
}

size_t decode_css(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    if (in[i] != '\\' || i + 1 == in.size()) {
      *out++ = in[i++];
      continue;
    }
    ++i;
    std::uint32_t value = 0;
    const size_t digits = read_hex(in.substr(i), 6, value);
    i += digits;
    if (digits > 0) {
      out = write_utf8(value, out);
      if (i < in.size() && is_space(in[i])) ++i;
    } else if (in[i] == '\n') {
      ++i;  // an escaped line end continues the line
    } else {
      *out++ = in[i++];
    }
  }
  return static_cast<size_t>(out - start);
}

}  // namespace sig::match
