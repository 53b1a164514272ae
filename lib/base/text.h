#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sig {

/// `"value"` for messages: control, bidi and non-UTF-8 bytes made visible, cut at `limit` bytes.
std::string quote(std::string_view value, size_t limit = 80);

/// Text that is safe on a terminal: no C0/C1 (TAB and LF stay), no ESC, no bidi; bad UTF-8 as \xNN.
std::string visible(std::string_view value);

/// "a", "a or b", "a, b or c".
std::string join_or(std::span<const std::string_view> words);
std::string join(std::span<const std::string> words, std::string_view separator);

/// The candidate nearest to `word` by edit distance, if near enough to be a typing mistake.
std::optional<std::string_view> closest_match(std::string_view word,
                                              std::span<const std::string_view> candidates);

/// 1234567 -> "1 234 567".
std::string with_thousands(std::uint64_t number);
/// "1 signature", "2 959 signatures".
std::string counted(std::uint64_t number, std::string_view noun);

std::string to_lower_ascii(std::string_view value);
std::string_view trim(std::string_view value);
std::vector<std::string_view> split(std::string_view value, char separator);
/// Length of the well-formed UTF-8 sequence at the start of `bytes` (Unicode table 3-7), or 0.
size_t utf8_length(std::string_view bytes, std::uint32_t& code_point);
bool is_valid_utf8(std::string_view bytes);

/// Decimal digits only, the whole text, no sign; nothing on overflow.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

std::string to_hex(std::span<const unsigned char> bytes);

inline std::span<const unsigned char> as_bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

}  // namespace sig
