#include "traffic/log_escapes.h"

namespace sig::traffic {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The control character of "#ooo" at `at`, or -1.
int octal_at(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (size_t i = at + 1; i < at + 4; ++i) {
    if (text[i] < '0' || text[i] > '7') return -1;
    value = value * 8 + (text[i] - '0');
  }
  return value < 0x20 || value == 0x7f ? value : -1;
}

/// Undoes the escape behind the backslash at `at`; how many bytes it took, 0 when it is none.
size_t append_escape(std::string_view text, size_t at, std::string& out) {
  static constexpr std::string_view letters = "\"\\bnrtvf";
  static constexpr std::string_view meanings = "\"\\\b\n\r\t\v\f";
  if (at + 1 >= text.size()) return 0;
  if (text[at + 1] == 'x' && at + 3 < text.size()) {
    const int high = hex_value(text[at + 2]);
    const int low = hex_value(text[at + 3]);
    if (high < 0 || low < 0) return 0;
    out += static_cast<char>(high * 16 + low);
    return 4;
  }
  const size_t letter = letters.find(text[at + 1]);
  if (letter == std::string_view::npos) return 0;
  out += meanings[letter];
  return 2;
}

}  // namespace

void append_unescaped(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    const size_t backslash = text.find('\\', at);
    out.append(text.substr(at, backslash - at));
    if (backslash == std::string_view::npos) return;
    const size_t taken = append_escape(text, backslash, out);
    if (taken == 0) out += '\\';
    at = backslash + (taken == 0 ? 1 : taken);
  }
}

void append_without_octal(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    const size_t sign = text.find('#', at);
    out.append(text.substr(at, sign - at));
    if (sign == std::string_view::npos) return;
    const int value = octal_at(text, sign);
    out += value < 0 ? '#' : static_cast<char>(value);
    at = sign + (value < 0 ? 1 : 4);
  }
}

bool has_octal(std::string_view text) {
  for (size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    if (octal_at(text, at) >= 0) return true;
  }
  return false;
}

}  // namespace sig::traffic
