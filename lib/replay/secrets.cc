#include "replay/secrets.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sig::replay {
namespace {

/// A name that contains one of these (separators left away) holds a secret.
constexpr std::array<std::string_view, 22> secret_words{
    "authorization", "cookie", "password",  "passwd",    "passphrase", "pwd",
    "secret",        "token",  "apikey",    "accesskey", "privatekey", "credential",
    "session",       "sessid", "signature", "bearer",    "jwt",        "csrf",
    "xsrf",          "otp",    "cvv",       "cardnumber"};

/// Names that are secret only as a whole.
constexpr std::array<std::string_view, 9> secret_names{
    "pass", "pw", "auth", "sid", "pin", "code", "key", "cvc", "iban"};

/// Longer runs of letters are no names.
constexpr size_t longest_name = 64;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '[' || c == ']';
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

bool is_header(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  return lower.ends_with("cookie") || lower.ends_with("authorization");
}

/// The end of the value that begins at `at`: a quoted one ends at its quote, a header at the end of
/// the line, others at the next separator.
size_t value_end(std::string_view text, size_t at, bool is_line) {
  if (is_line) return std::min(text.find_first_of("\r\n", at), text.size());
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    for (size_t i = at + 1; i < text.size(); ++i) {
      if (text[i] == '\\') ++i;
      if (i < text.size() && text[i] == text[at]) return i;
    }
    return text.size();
  }
  return std::min(text.find_first_of("&;, \t\r\n\"'<>{}", at), text.size());
}

/// The secret behind the name that ends at `end`, if there is one; else an empty range.
ByteRange behind_name(std::string_view text, size_t begin, size_t end) {
  const std::string_view name = text.substr(begin, end - begin);
  size_t at = end;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  while (at < text.size() && is_space(text[at]))
    ++at;
  const std::string lower = to_lower_ascii(name);
  if ((lower == "bearer" || lower == "basic") && at > end) {
    return {at, value_end(text, at, false)};
  }
  if (at >= text.size() || (text[at] != '=' && text[at] != ':') || !is_secret_name(name)) return {};
  const bool is_line = text[at] == ':' && is_header(name);
  ++at;
  while (at < text.size() && is_space(text[at]))
    ++at;
  return {at, value_end(text, at, is_line)};
}

/// `//user:password@host`: all between the slashes and the at sign.
ByteRange user_info(std::string_view text, size_t at) {
  const size_t begin = at + 2;
  const size_t end = text.find_first_of("@/?# \r\n\"", begin);
  if (end == std::string_view::npos || text[end] != '@') return {};
  return {begin, end};
}

}  // namespace

bool is_secret_name(std::string_view name) {
  if (name.empty() || name.size() > 4 * longest_name) return false;
  std::string plain;
  for (const char c : to_lower_ascii(name)) {
    if (c != '-' && c != '_' && c != '.' && c != '[' && c != ']') plain += c;
  }
  return std::any_of(
             secret_words.begin(),
             secret_words.end(),
             [&](std::string_view word) { return plain.find(word) != std::string::npos; }) ||
         std::find(secret_names.begin(), secret_names.end(), plain) != secret_names.end();
}

std::vector<ByteRange> secret_ranges(std::string_view text) {
  std::vector<ByteRange> out;
  size_t at = 0;
  while (at < text.size()) {
    ByteRange range;
    size_t next = at + 1;
    if (text[at] == '/' && text.substr(at, 2) == "//") {
      range = user_info(text, at);
    } else if (is_name_byte(text[at])) {
      while (next < text.size() && is_name_byte(text[next]))
        ++next;
      // Of a long run only the end can be a name; a value such as base64 has no separator behind.
      range = behind_name(text, next - std::min(next - at, longest_name), next);
    }
    if (range.end > range.begin) out.push_back(range);
    at = std::max(next, range.end);
  }
  return out;
}

}  // namespace sig::replay
