#include "check/regex_bytes.h"

#include <array>
#include <utility>

namespace sig::check {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<unsigned char> read_hex(std::string_view pattern, size_t& at) {
  const bool braced = at < pattern.size() && pattern[at] == '{';
  size_t place = at + (braced ? 1 : 0);
  unsigned value = 0;
  size_t digits = 0;
  while (place < pattern.size() && hex_value(pattern[place]) >= 0 && digits < (braced ? 6 : 2)) {
    value = value * 16 + static_cast<unsigned>(hex_value(pattern[place]));
    ++place;
    ++digits;
  }
  if (braced) {
    if (place >= pattern.size() || pattern[place] != '}') return std::nullopt;
    ++place;
  }
  if (value > 255) return std::nullopt;
  at = place;
  return static_cast<unsigned char>(value);
}

std::optional<unsigned char> read_octal(std::string_view pattern, size_t& at) {
  unsigned value = 0;
  size_t digits = 0;
  while (at + digits < pattern.size() && digits < 3 && pattern[at + digits] >= '0' &&
         pattern[at + digits] <= '7') {
    value = value * 8 + static_cast<unsigned>(pattern[at + digits] - '0');
    ++digits;
  }
  if (value > 255) return std::nullopt;
  at += digits;
  return static_cast<unsigned char>(value);
}

ByteSet set_of(std::string_view bytes) {
  ByteSet set;
  for (const char c : bytes)
    set.set(static_cast<unsigned char>(c));
  return set;
}

}  // namespace

ByteSet byte_range(unsigned char first, unsigned char last) {
  ByteSet set;
  for (unsigned byte = first; byte <= last; ++byte)
    set.set(byte);
  return set;
}

ByteSet fold_case(ByteSet set) {
  for (unsigned c = 'a'; c <= 'z'; ++c) {
    const unsigned upper = c - 'a' + 'A';
    if (set.test(c)) set.set(upper);
    if (set.test(upper)) set.set(c);
  }
  return set;
}

ByteSet one_byte(unsigned char byte, bool ignore_case) {
  ByteSet set;
  set.set(byte);
  return ignore_case ? fold_case(set) : set;
}

std::optional<ByteSet> class_escape(char letter) {
  const ByteSet digits = byte_range('0', '9');
  const ByteSet word = digits | byte_range('a', 'z') | byte_range('A', 'Z') | set_of("_");
  const ByteSet space = set_of(" \t\n\v\f\r");
  const ByteSet horizontal = set_of(" \t\xa0");
  const ByteSet vertical = set_of("\n\v\f\r\x85");
  switch (letter) {
    case 'd':
      return digits;
    case 'D':
      return ~digits;
    case 'w':
      return word;
    case 'W':
      return ~word;
    case 's':
      return space;
    case 'S':
      return ~space;
    case 'h':
      return horizontal;
    case 'H':
      return ~horizontal;
    case 'v':
      return vertical;
    case 'V':
      return ~vertical;
    case 'N':
      return ~set_of("\n");
    default:
      return std::nullopt;
  }
}

std::optional<ByteSet> posix_class(std::string_view name) {
  const ByteSet digits = byte_range('0', '9');
  const ByteSet lower = byte_range('a', 'z');
  const ByteSet upper = byte_range('A', 'Z');
  const ByteSet graph = byte_range(0x21, 0x7e);
  const std::array<std::pair<std::string_view, ByteSet>, 14> rows{{
      {"alpha", lower | upper},
      {"digit", digits},
      {"alnum", lower | upper | digits},
      {"lower", lower},
      {"upper", upper},
      {"space", set_of(" \t\n\v\f\r")},
      {"blank", set_of(" \t")},
      {"cntrl", byte_range(0, 0x1f) | set_of("\x7f")},
      {"graph", graph},
      {"print", graph | set_of(" ")},
      {"punct", graph & ~(lower | upper | digits)},
      {"xdigit", digits | byte_range('a', 'f') | byte_range('A', 'F')},
      {"word", lower | upper | digits | set_of("_")},
      {"ascii", byte_range(0, 0x7f)},
  }};
  for (const auto& [row, set] : rows) {
    if (row == name) return set;
  }
  return std::nullopt;
}

std::optional<unsigned char> read_byte_escape(std::string_view pattern, size_t& at) {
  const char c = pattern[at];
  const std::string_view letters = "nrtfea";
  const std::string_view bytes = "\n\r\t\f\x1b\a";
  const size_t found = letters.find(c);
  if (found != std::string_view::npos) {
    ++at;
    return static_cast<unsigned char>(bytes[found]);
  }
  if (c == 'x') {
    ++at;
    return read_hex(pattern, at);
  }
  if (c == '0') return read_octal(pattern, at);
  if (is_letter(c) || (c >= '1' && c <= '9')) return std::nullopt;
  ++at;
  return static_cast<unsigned char>(c);
}

}  // namespace sig::check
