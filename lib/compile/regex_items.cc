#include "compile/regex_items.h"

#include <optional>

namespace sig::compile {
namespace {

using Kind = RegexItem::Kind;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_octal(char c) {
  return c >= '0' && c <= '7';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// An escape that stands for one byte, at the backslash: its length and the byte.
struct ByteEscape {
  size_t length = 0;
  unsigned char byte = 0;
};

std::optional<ByteEscape> hex_escape(std::string_view text) {
  if (text.size() > 2 && text[2] == '{') {
    const size_t end = text.find('}');
    unsigned value = 0;
    if (end == std::string_view::npos || end > 8) return std::nullopt;
    for (const char c : text.substr(3, end - 3)) {
      if (hex_digit(c) < 0) return std::nullopt;
      value = value * 16 + static_cast<unsigned>(hex_digit(c));
    }
    if (value > 255) return std::nullopt;
    return ByteEscape{end + 1, static_cast<unsigned char>(value)};
  }
  unsigned value = 0;
  size_t at = 2;
  for (; at < 4 && at < text.size() && hex_digit(text[at]) >= 0; ++at)
    value = value * 16 + static_cast<unsigned>(hex_digit(text[at]));
  return ByteEscape{at, static_cast<unsigned char>(value)};
}

std::optional<ByteEscape> octal_escape(std::string_view text) {
  unsigned value = 0;
  size_t at = 1;
  for (; at < 4 && at < text.size() && is_octal(text[at]); ++at)
    value = value * 8 + static_cast<unsigned>(text[at] - '0');
  if (value > 255) return std::nullopt;
  return ByteEscape{at, static_cast<unsigned char>(value)};
}

std::optional<ByteEscape> byte_escape(std::string_view text, bool in_class) {
  if (text.size() < 2) return std::nullopt;
  const char c = text[1];
  const auto one = [](char byte) { return ByteEscape{2, static_cast<unsigned char>(byte)}; };
  switch (c) {
    case 'x':
      return hex_escape(text);
    case 'n':
      return one('\n');
    case 'r':
      return one('\r');
    case 't':
      return one('\t');
    case 'f':
      return one('\f');
    case 'a':
      return one('\a');
    case 'e':
      return one('\x1b');
    case '0':
      return octal_escape(text);
    case 'b':
      return in_class ? std::optional(one('\b')) : std::nullopt;
    default:
      break;
  }
  if (in_class && is_octal(c)) return octal_escape(text);
  if (!is_letter(c) && !is_digit(c)) return one(c);
  return std::nullopt;
}

class Lexer {
 public:
  explicit Lexer(std::string_view pattern) : text_(pattern) {}

  std::vector<RegexItem> run() {
    while (at_ < text_.size())
      step();
    return std::move(items_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  void add(Kind kind, size_t length) {
    items_.push_back({kind, std::string(rest().substr(0, length)), 0, 1});
    at_ += length;
  }
  void literal(char byte, size_t length) {
    items_.push_back({Kind::Literal, {}, byte, 1});
    at_ += length;
  }

  void step() {
    switch (text_[at_]) {
      case '\\':
        return escape();
      case '[':
        return bracket();
      case '(':
        return open();
      case ')':
        return add(Kind::Close, 1);
      case '|':
        return add(Kind::Alternation, 1);
      case '^':
        return add(Kind::Start, 1);
      case '$':
        return add(Kind::End, 1);
      case '.':
        return add(Kind::Dot, 1);
      case '*':
      case '+':
      case '?':
        return quantifier(1, text_[at_] == '+' ? 1 : 0);
      case '{':
        return braces();
      default:
        return literal(text_[at_], 1);
    }
  }

  void quantifier(size_t length, unsigned least) {
    if (at_ + length < text_.size() && (text_[at_ + length] == '?' || text_[at_ + length] == '+'))
      ++length;
    add(Kind::Quantifier, length);
    items_.back().least = least;
  }

  /// {3} {3,} {3,5}; any other brace is itself.
  void braces() {
    size_t at = 1;
    unsigned least = 0;
    const std::string_view text = rest();
    const size_t first = at;
    while (at < text.size() && is_digit(text[at]) && at < 8)
      least = least * 10 + static_cast<unsigned>(text[at++] - '0');
    if (at == first) return literal('{', 1);
    if (at < text.size() && text[at] == ',') {
      ++at;
      while (at < text.size() && is_digit(text[at]))
        ++at;
    }
    if (at >= text.size() || text[at] != '}') return literal('{', 1);
    quantifier(at + 1, least);
  }

  void escape() {
    const std::string_view text = rest();
    if (text.size() < 2) return add(Kind::Other, text.size());
    if (text[1] == 'Q') return quoted();
    if (text[1] == 'E') {
      at_ += 2;
      return;
    }
    if (const auto byte = byte_escape(text, false)) {
      return literal(static_cast<char>(byte->byte), byte->length);
    }
    const char c = text[1];
    if (c == 'b' || c == 'B') return add(Kind::Boundary, 2);
    if (c == 'A' || c == 'G') return add(Kind::Start, 2);
    if (c == 'z' || c == 'Z') return add(Kind::End, 2);
    if (std::string_view("dDsSwWhHvVNR").find(c) != std::string_view::npos) {
      return add(c == 'N' && text.size() > 2 && text[2] == '{' ? Kind::Other : Kind::Escape, 2);
    }
    if (is_digit(c)) {
      size_t length = 2;
      while (length < text.size() && is_digit(text[length]))
        ++length;
      return add(Kind::Reference, length);
    }
    if (c == 'k' || c == 'g') return reference(text);
    add(Kind::Other, 2);
  }

  void reference(std::string_view text) {
    if (text.size() < 3) return add(Kind::Other, text.size());
    const char open = text[2];
    const char close = open == '{' ? '}' : open == '<' ? '>' : open == '\'' ? '\'' : 0;
    size_t end = close != 0 ? text.find(close, 3) : std::string_view::npos;
    if (close == 0) {
      for (end = 2; end < text.size() && (is_digit(text[end]) || text[end] == '-');)
        ++end;
      --end;
    }
    if (end == std::string_view::npos) return add(Kind::Other, text.size());
    add(Kind::Reference, end + 1);
  }

  void quoted() {
    size_t end = text_.find("\\E", at_ + 2);
    const bool is_closed = end != std::string_view::npos;
    if (!is_closed) end = text_.size();
    for (size_t i = at_ + 2; i < end; ++i)
      items_.push_back({Kind::Literal, {}, text_[i], 1});
    at_ = end + (is_closed ? 2 : 0);
  }

  void bracket() {
    const std::string_view text = rest();
    size_t at = 1;
    if (at < text.size() && text[at] == '^') ++at;
    if (at < text.size() && text[at] == ']') ++at;
    for (; at < text.size() && text[at] != ']'; ++at) {
      if (text[at] == '\\') {
        ++at;
      } else if (text[at] == '[' && at + 1 < text.size() && text[at + 1] == ':') {
        const size_t end = text.find(":]", at + 2);
        if (end != std::string_view::npos) at = end + 1;
      }
    }
    add(at < text.size() ? Kind::Class : Kind::Other, std::min(at + 1, text.size()));
  }

  void open() {
    const std::string_view text = rest();
    if (text.starts_with("(*")) return add(Kind::Other, 2);
    if (!text.starts_with("(?")) return add(Kind::Open, 1);
    if (text.starts_with("(?#")) {
      const size_t end = text.find(')');
      at_ = end == std::string_view::npos ? text_.size() : at_ + end + 1;
      return;
    }
    size_t at = 2;
    while (at < text.size() && (is_letter(text[at]) || text[at] == '-' || text[at] == '^') &&
           text[at] != 'P' && text[at] != 'R')
      ++at;
    if (at < text.size() && text[at] == ')' && at > 2) return add(Kind::Options, at + 1);
    if (at < text.size() && text[at] == ':') return add(Kind::Open, at + 1);
    group(text);
  }

  void group(std::string_view text) {
    for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!", "(?>", "(?|"}) {
      if (text.starts_with(look)) return add(Kind::Open, look.size());
    }
    const bool is_p = text.starts_with("(?P<");
    if (is_p || text.starts_with("(?<") || text.starts_with("(?'")) {
      const size_t end = text.find(is_p || text[2] == '<' ? '>' : '\'', is_p ? 4 : 3);
      if (end != std::string_view::npos) return add(Kind::Open, end + 1);
    }
    if (text.starts_with("(?P=")) {
      const size_t end = text.find(')');
      if (end != std::string_view::npos) return add(Kind::Reference, end + 1);
    }
    add(Kind::Other, 2);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<RegexItem> items_;
};

/// One member of a class at the start of `text`.
struct Member {
  size_t length = 0;
  bool is_byte = false;
  unsigned char byte = 0;
};

Member member(std::string_view text) {
  if (text.starts_with("[:")) {
    const size_t end = text.find(":]");
    if (end != std::string_view::npos) return {end + 2, false, 0};
  }
  if (text[0] != '\\') return {1, true, static_cast<unsigned char>(text[0])};
  if (const auto byte = byte_escape(text, true)) return {byte->length, true, byte->byte};
  if (text.size() > 1 && std::string_view("dDsSwWhHvV").find(text[1]) != std::string_view::npos) {
    return {2, false, 0};
  }
  return {};
}

}  // namespace

std::vector<RegexItem> regex_items(std::string_view pattern) {
  return Lexer(pattern).run();
}

ClassParts class_parts(std::string_view text) {
  ClassParts out;
  text = text.substr(1, text.size() - 2);
  if (text.starts_with('^')) {
    out.is_negated = true;
    text.remove_prefix(1);
  }
  while (!text.empty()) {
    const Member low = member(text);
    if (low.length == 0) return out;
    std::string_view behind = text.substr(low.length);
    const bool is_range = low.is_byte && behind.size() > 1 && behind[0] == '-';
    if (!is_range) {
      ClassPart part{low.is_byte, low.byte, low.byte, {}};
      if (!low.is_byte) part.escape = std::string(text.substr(0, low.length));
      out.parts.push_back(std::move(part));
      text = behind;
      continue;
    }
    const Member high = member(behind.substr(1));
    if (high.length == 0 || !high.is_byte || high.byte < low.byte) return out;
    out.parts.push_back({true, low.byte, high.byte, {}});
    text = behind.substr(1 + high.length);
  }
  out.is_understood = true;
  return out;
}

}  // namespace sig::compile
