#include <algorithm>
#include <array>

#include "source/scalar_extent.h"

namespace sig::source {
namespace {

struct Escape {
  char letter;
  std::string_view value;
};
// YAML 1.2.2, section 5.7.
constexpr std::array<Escape, 16> escapes{
    {{'a', "\a"},
     {'b', "\b"},
     {'t', "\t"},
     {'\t', "\t"},
     {'n', "\n"},
     {'v', "\v"},
     {'f', "\f"},
     {'r', "\r"},
     {'e', "\x1b"},
     {' ', " "},
     {'"', "\""},
     {'\'', "'"},  // yaml-cpp 0.7 takes it, though YAML does not
     {'/', "/"},
     {'\\', "\\"},
     {'N', "\xc2\x85"},
     {'_', "\xc2\xa0"}}};

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0U | (c >> 6U));
  } else if (c < 0x10000) {
    put(0xe0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3fU));
  } else {
    put(0xf0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3fU));
    put(0x80U | ((c >> 6U) & 0x3fU));
  }
  put(0x80U | (c & 0x3fU));
}

std::optional<std::uint32_t> parse_hex(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const bool decimal = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!decimal && (lower < 'a' || lower > 'f')) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(decimal ? c - '0' : lower - 'a' + 10);
  }
  return value;
}

class Decoder {
 public:
  explicit Decoder(std::string_view body) : body_(body) {}

  std::optional<DoubleQuoted> run() {
    while (at_ < body_.size()) {
      const char c = body_[at_];
      if (c == '\\') {
        if (!take_escape()) return std::nullopt;
      } else if (c == '\n' || c == '\r') {
        fold();
      } else {
        append({&body_[at_], 1});
        if (c != ' ' && c != '\t') keep();
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void append(std::string_view text) {
    out_.as_yaml += text;
    out_.as_bytes += text;
  }
  /// What stands so far survives a fold; blanks that follow do not.
  void keep() {
    kept_yaml_ = out_.as_yaml.size();
    kept_bytes_ = out_.as_bytes.size();
  }

  void skip_blanks() {
    while (at_ < body_.size() && (body_[at_] == ' ' || body_[at_] == '\t'))
      ++at_;
  }
  bool take_line_end() {
    if (body_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ >= body_.size() || body_[at_] != '\n') return false;
    ++at_;
    return true;
  }

  void fold() {
    out_.as_yaml.resize(kept_yaml_);
    out_.as_bytes.resize(kept_bytes_);
    size_t ends = 0;
    while (take_line_end()) {
      ++ends;
      skip_blanks();
    }
    append(ends <= 1 ? std::string(" ") : std::string(ends - 1, '\n'));
    keep();
  }

  bool take_escape() {
    ++at_;
    if (at_ >= body_.size()) return false;
    const char letter = body_[at_];
    if (letter == '\n' || letter == '\r') {
      take_line_end();
      skip_blanks();
      keep();
      return true;
    }
    ++at_;
    const size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits == 0) return take_letter(letter);
    if (body_.size() - at_ < digits) return false;
    const auto value = parse_hex(body_.substr(at_, digits));
    if (!value || *value > 0x10ffff) return false;
    at_ += digits;
    append_utf8(out_.as_yaml, *value);
    if (letter == 'x') {
      out_.as_bytes += static_cast<char>(*value);
    } else {
      append_utf8(out_.as_bytes, *value);
    }
    keep();
    return true;
  }

  bool take_letter(char letter) {
    if (letter == '0') {
      append(std::string_view("\0", 1));
    } else if (letter == 'L' || letter == 'P') {
      append(letter == 'L' ? "\xe2\x80\xa8" : "\xe2\x80\xa9");
    } else {
      const auto* row = std::find_if(
          escapes.begin(), escapes.end(), [letter](const Escape& e) { return e.letter == letter; });
      if (row == escapes.end()) return false;
      append(row->value);
    }
    keep();
    return true;
  }

  std::string_view body_;
  size_t at_ = 0;
  size_t kept_yaml_ = 0;
  size_t kept_bytes_ = 0;
  DoubleQuoted out_;
};

}  // namespace

std::optional<DoubleQuoted> decode_double_quoted(std::string_view body) {
  return Decoder(body).run();
}

}  // namespace sig::source
