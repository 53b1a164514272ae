#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sig {
namespace {

bool is_unsafe(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  const bool bidi = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
                    c == 0x200f || c == 0x061c;
  const bool hidden = c == 0x200b || c == 0xfeff || c == 0x2028 || c == 0x2029;
  return control || bidi || hidden;
}

std::string escape_unsafe(std::string_view value, bool keep_layout) {
  std::string out;
  out.reserve(value.size());
  while (!value.empty()) {
    std::uint32_t c = 0;
    const size_t length = utf8_length(value, c);
    const bool layout = keep_layout && (c == '\n' || c == '\t');
    if (length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(value[0]));
    } else if (is_unsafe(c) && !layout) {
      out += c == '\n'   ? "\\n"
             : c == '\r' ? "\\r"
             : c == '\t' ? "\\t"
             : c < 0x100 ? fmt::format("\\x{:02x}", c)
                         : fmt::format("\\u{:04x}", c);
    } else {
      out.append(value.substr(0, length));
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace

size_t utf8_length(std::string_view bytes, std::uint32_t& code_point) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) {
    code_point = lead;
    return 1;
  }
  size_t length = 0;
  std::uint32_t lowest = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2, lowest = 0x80, code_point = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3, lowest = 0x800, code_point = lead & 0x0fU;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4, lowest = 0x10000, code_point = lead & 0x07U;
  } else {
    return 0;
  }
  if (bytes.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0U) != 0x80U) return 0;
    code_point = (code_point << 6U) | (at(i) & 0x3fU);
  }
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  return code_point < lowest || code_point > 0x10ffff || surrogate ? 0 : length;
}

std::string quote(std::string_view value, size_t limit) {
  const bool cut = value.size() > limit;
  return fmt::format("\"{}{}\"", escape_unsafe(value.substr(0, limit), false), cut ? "..." : "");
}

std::string visible(std::string_view value) {
  return escape_unsafe(value, true);
}

std::string join_or(std::span<const std::string_view> words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

std::string join(std::span<const std::string> words, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += separator;
    out += words[i];
  }
  return out;
}

std::optional<std::string_view> closest_match(std::string_view word,
                                              std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > 64 || word.size() > 64) continue;
    // Restricted Damerau-Levenshtein: "hgih" is one swap away from "high".
    std::vector<std::vector<size_t>> d(word.size() + 1, std::vector<size_t>(candidate.size() + 1));
    for (size_t i = 0; i <= word.size(); ++i)
      d[i][0] = i;
    for (size_t j = 0; j <= candidate.size(); ++j)
      d[0][j] = j;
    for (size_t i = 1; i <= word.size(); ++i) {
      for (size_t j = 1; j <= candidate.size(); ++j) {
        const size_t cost = word[i - 1] == candidate[j - 1] ? 0 : 1;
        d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
        if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1]) {
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    const size_t distance = d[word.size()][candidate.size()];
    if (distance < best_distance) best_distance = distance, best = candidate;
  }
  return best;
}

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3)
    digits.insert(i - 3, 1, ' ');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(number), noun, number == 1 ? "" : "s");
}

std::string to_lower_ascii(std::string_view value) {
  std::string out(value);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trim(std::string_view value) {
  const size_t first = value.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string_view> split(std::string_view value, char separator) {
  std::vector<std::string_view> parts;
  for (size_t start = 0;;) {
    const size_t end = value.find(separator, start);
    parts.push_back(value.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

bool is_valid_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    std::uint32_t c = 0;
    const size_t length = utf8_length(bytes, c);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::string to_hex(std::span<const unsigned char> bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    out += digits[byte >> 4U];
    out += digits[byte & 0x0fU];
  }
  return out;
}

}  // namespace sig
