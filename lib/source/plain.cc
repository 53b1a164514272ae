#include "source/plain.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sig::source {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Removes the leading characters of `text` that are in `set`; how many they were.
size_t take(std::string_view& text, std::string_view set) {
  const size_t count = std::min(text.find_first_not_of(set), text.size());
  text.remove_prefix(count);
  return count;
}

constexpr std::string_view decimal = "0123456789_";

PlainType number_type(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  if (text.empty()) return PlainType::Text;
  const std::string lower = to_lower_ascii(text);
  if (lower == ".inf" || lower == ".nan") return PlainType::Float;
  if (text.size() > 2 && text[0] == '0') {
    std::string_view rest = std::string_view(lower).substr(2);
    const std::string_view digits = lower[1] == 'x'   ? "0123456789abcdef_"
                                    : lower[1] == 'o' ? "01234567_"
                                    : lower[1] == 'b' ? "01_"
                                                      : "";
    if (!digits.empty() && take(rest, digits) > 0 && rest.empty()) return PlainType::Integer;
  }
  const bool starts_as_number = text[0] >= '0' && text[0] <= '9';
  const size_t whole = starts_as_number ? take(text, decimal) : 0;
  if (text.empty()) return whole > 0 ? PlainType::Integer : PlainType::Text;
  size_t fraction = 0;
  if (text[0] == '.') {
    text.remove_prefix(1);
    fraction = take(text, decimal);
  }
  if (whole + fraction == 0) return PlainType::Text;
  if (text.empty()) return PlainType::Float;
  if (text[0] != 'e' && text[0] != 'E') return PlainType::Text;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return take(text, decimal) > 0 && text.empty() ? PlainType::Float : PlainType::Text;
}

}  // namespace

PlainType plain_type(std::string_view scalar) {
  if (scalar.empty() || is_one_of(scalar, {"~", "null", "Null", "NULL"})) return PlainType::Null;
  const std::string lower = to_lower_ascii(scalar);
  if (is_one_of(lower, {"true", "false", "yes", "no", "on", "off"})) return PlainType::Boolean;
  return number_type(scalar);
}

std::string_view describe(PlainType type) {
  constexpr std::array<std::string_view, 5> names{
      "text", "no value", "true or false", "a whole number", "a number"};
  return names[static_cast<size_t>(type)];
}

}  // namespace sig::source
