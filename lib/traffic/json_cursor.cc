#include "traffic/json_cursor.h"

#include <cstdint>
#include <cstring>

namespace sig::traffic {
namespace {

void append_utf8(std::uint32_t c, std::string& out) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0U | c >> 6U);
  } else if (c < 0x10000) {
    add(0xe0U | c >> 12U);
    add(0x80U | (c >> 6U & 0x3fU));
  } else {
    add(0xf0U | c >> 18U);
    add(0x80U | (c >> 12U & 0x3fU));
    add(0x80U | (c >> 6U & 0x3fU));
  }
  add(0x80U | (c & 0x3fU));
}

/// Four hexadecimal digits at `at`, or -1.
std::int32_t hex4(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return -1;
  std::int32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const char lower = static_cast<char>(text[i] | 0x20);
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (!digit && (lower < 'a' || lower > 'f')) return -1;
    value = value * 16 + (digit ? text[i] - '0' : lower - 'a' + 10);
  }
  return value;
}

}  // namespace

JsonCursor::JsonCursor(std::string_view text, std::string& arena, int depth_limit)
    : text_(text), arena_(arena), depth_limit_(depth_limit) {
  arena_.clear();
}

void JsonCursor::fail() {
  failed_ = true;
  at_ = text_.size();
}

char JsonCursor::peek() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return c;
    ++at_;
  }
  return 0;
}

bool JsonCursor::enter(char bracket) {
  if (peek() != bracket) {
    skip();
    return false;
  }
  if (depth_ == depth_limit_) {
    fail();
    return false;
  }
  ++depth_;
  ++at_;
  after_value_ = false;
  return true;
}

/// Takes the comma before a further member, or the bracket at the end, which gives false.
bool JsonCursor::leave(char bracket) {
  char c = peek();
  if (c == bracket) {
    ++at_;
    --depth_;
    after_value_ = true;
    return true;
  }
  if (after_value_) {
    if (c != ',') {
      fail();
      return true;
    }
    ++at_;
    c = peek();
  }
  after_value_ = false;
  if (c == 0) fail();
  return failed_;
}

std::optional<std::string_view> JsonCursor::next_key() {
  if (failed_ || leave('}')) return std::nullopt;
  const auto key = string();
  if (!key || peek() != ':') {
    fail();
    return std::nullopt;
  }
  ++at_;
  after_value_ = false;
  return key;
}

bool JsonCursor::next_element() {
  return !failed_ && !leave(']');
}

// The next quote is looked for once, not again behind each backslash: that would be quadratic.
bool JsonCursor::skip_string() {
  bool has_backslash = false;
  size_t quote = at_;
  for (++at_; at_ < text_.size();) {
    if (quote < at_) quote = text_.find('"', at_);
    if (quote == std::string_view::npos) break;
    const char* start = text_.data() + at_;
    const void* backslash = std::memchr(start, '\\', quote - at_);
    if (backslash == nullptr) {
      at_ = quote + 1;
      after_value_ = true;
      return has_backslash;
    }
    has_backslash = true;
    at_ += static_cast<size_t>(static_cast<const char*>(backslash) - start) + 2;
  }
  fail();
  return false;
}

std::optional<std::string_view> JsonCursor::string() {
  if (peek() != '"') {
    skip();
    return std::nullopt;
  }
  const size_t start = at_ + 1;
  const bool has_backslash = skip_string();
  if (failed_) return std::nullopt;
  const std::string_view raw = text_.substr(start, at_ - 1 - start);
  return has_backslash ? decode(raw) : raw;
}

std::string_view JsonCursor::decode(std::string_view raw) {
  static constexpr std::string_view letters = "\"\\/bfnrt";
  static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const size_t start = arena_.size();
  for (size_t at = 0; at < raw.size();) {
    const size_t backslash = raw.find('\\', at);
    arena_.append(raw.substr(at, backslash - at));
    if (backslash == std::string_view::npos) break;
    at = backslash + 2;
    const char kind = raw[backslash + 1];  // skip_string() has seen the byte behind each backslash
    const size_t letter = letters.find(kind);
    if (letter != std::string_view::npos) {
      arena_ += meanings[letter];
    } else if (kind == 'u') {
      at = decode_unicode(raw, at);
    } else {
      ++bad_escapes_;
      arena_.append(raw.substr(backslash, 2));
    }
  }
  return std::string_view(arena_).substr(start);
}

/// `at` is behind "\u"; returns where the text goes on.
size_t JsonCursor::decode_unicode(std::string_view raw, size_t at) {
  const std::int32_t first = hex4(raw, at);
  if (first < 0) {
    ++bad_escapes_;
    arena_ += "\\u";
    return at;
  }
  at += 4;
  const auto code = static_cast<std::uint32_t>(first);
  if (code < 0xd800 || code > 0xdfff) {
    append_utf8(code, arena_);
    return at;
  }
  const std::int32_t second = raw.substr(at, 2) == "\\u" ? hex4(raw, at + 2) : -1;
  if (code > 0xdbff || second < 0xdc00 || second > 0xdfff) {
    ++bad_escapes_;
    append_utf8(0xfffd, arena_);
    return at;
  }
  append_utf8(0x10000 + ((code - 0xd800) << 10U) + (static_cast<std::uint32_t>(second) - 0xdc00),
              arena_);
  return at + 6;
}

std::optional<std::string_view> JsonCursor::scalar() {
  const char c = peek();
  if (c == '{' || c == '[' || c == '"' || c == 0) {
    skip();
    return std::nullopt;
  }
  const size_t end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
  const std::string_view word = text_.substr(at_, end - at_);
  if (word.empty()) {
    fail();
    return std::nullopt;
  }
  at_ = end;
  after_value_ = true;
  return word;
}

void JsonCursor::skip() {
  const char first = peek();
  if (first == '"') {
    skip_string();
    return;
  }
  if (first != '{' && first != '[') {
    if (first == 0) return fail();
    scalar();
    return;
  }
  int depth = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      skip_string();
      continue;
    }
    ++at_;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth + depth_ > depth_limit_) break;
    if (depth == 0) {
      after_value_ = true;
      return;
    }
  }
  fail();
}

}  // namespace sig::traffic
