#include "compile/regex_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/regex_items.h"

namespace sig::compile {
namespace {

using Kind = RegexItem::Kind;

bool is_alphanumeric(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// `special`: what the place gives a meaning and a backslash takes it from. Never as they are: a
/// quote and a semicolon, which end an option, a slash, which ends the pattern, and a dollar, which
/// begins a variable for Snort.
std::string byte_text(unsigned char byte, bool any_blank, std::string_view special) {
  constexpr std::string_view plain = "_=%&@<> -,.:'!#~`()[]{}*+?^|";
  const char c = static_cast<char>(byte);
  if (any_blank && c == ' ') return "\\s";
  if (special.find(c) != std::string_view::npos) return {'\\', c};
  if (is_alphanumeric(byte) || plain.find(c) != std::string_view::npos) return {c};
  return fmt::format("\\x{:02x}", byte);
}

constexpr std::string_view special_outside = ".()[]{}*+?^|";
constexpr std::string_view special_in_class = "[]^-";

std::string literal_text(char byte, bool any_blank) {
  return byte_text(static_cast<unsigned char>(byte), any_blank, special_outside);
}

bool holds_byte(const ClassPart& part, unsigned char byte) {
  return part.is_range && part.low <= byte && byte <= part.high;
}

/// Appends the class, or says why not.
std::string add_class(const RegexItem& item, bool any_blank, std::string& out) {
  const ClassParts parts = class_parts(item.text);
  if (!parts.is_understood) return "a class of a form that is not carried over: " + item.text;
  out += parts.is_negated ? "[^" : "[";
  for (const ClassPart& part : parts.parts) {
    if (!part.is_range) {
      out += part.escape;
    } else if (part.low == part.high) {
      out += byte_text(part.low, any_blank, special_in_class);
    } else {
      if (any_blank && holds_byte(part, ' ')) return "a range with a blank in it";
      out += byte_text(part.low, false, special_in_class) + "-" +
             byte_text(part.high, false, special_in_class);
    }
  }
  out += "]";
  return {};
}

/// The letters between (? and : or ), of an item that has some.
std::string_view option_letters(const RegexItem& item) {
  const std::string_view text = item.text;
  const bool has_some = (item.kind == Kind::Options || item.kind == Kind::Open) &&
                        text.starts_with("(?") && (text.ends_with(':') || text.ends_with(')'));
  return has_some ? text.substr(2, text.size() - 3) : std::string_view();
}

/// Why a piece cannot stand in a rule; empty when it can.
std::string refusal(const RegexItem& item) {
  if (option_letters(item).find('x') != std::string_view::npos) return "the option x";
  if (item.kind == Kind::Other) return "\"" + item.text + "\" is not carried over";
  for (const char c : item.text) {
    if (c < ' ' || c > '~' || c == '"' || c == ';' || c == '/') {
      return "a name with a byte that no rule can hold";
    }
  }
  return {};
}

bool holds_capital(unsigned char low, unsigned char high) {
  return low <= 'Z' && high >= 'A';
}

bool class_can_match(const RegexItem& item, std::string_view bytes) {
  const ClassParts parts = class_parts(item.text);
  if (!parts.is_understood || parts.is_negated) return true;
  return std::any_of(parts.parts.begin(), parts.parts.end(), [&](const ClassPart& part) {
    if (!part.is_range) return part.escape != "\\d" && part.escape != "\\w";
    return std::any_of(bytes.begin(), bytes.end(), [&](char c) {
      return holds_byte(part, static_cast<unsigned char>(c));
    });
  });
}

bool is_look_around(const RegexItem& item) {
  return item.text.starts_with("(?=") || item.text.starts_with("(?!") ||
         item.text.starts_with("(?<=") || item.text.starts_with("(?<!");
}

}  // namespace

RegexText quote_regex(std::string_view pattern, const RegexWish& wish) {
  RegexText out;
  for (const RegexItem& item : regex_items(pattern)) {
    if (item.kind == Kind::Literal) {
      out.pattern += literal_text(item.byte, wish.any_blank);
    } else if (item.kind == Kind::Class) {
      out.reason = add_class(item, wish.any_blank, out.pattern);
    } else {
      out.reason = refusal(item);
      out.pattern += item.text;
    }
    if (!out.reason.empty()) return {{}, out.reason};
  }
  return out;
}

std::string regex_of_literal(std::string_view bytes, const RegexWish& wish) {
  std::string out;
  for (const char c : bytes)
    out += literal_text(c, wish.any_blank);
  return out;
}

RequiredText required_text(std::string_view pattern, const RegexWish& wish) {
  constexpr size_t least = 3;
  std::string best;
  std::string run;
  RequiredText out;
  int depth = 0;
  const auto end_run = [&] {
    if (run.size() > best.size()) best = run;
    run.clear();
  };
  for (const RegexItem& item : regex_items(pattern)) {
    if (option_letters(item).find('i') != std::string_view::npos) out.ignores_case = true;
    if (item.kind == Kind::Other || (item.kind == Kind::Alternation && depth == 0)) return {};
    if (item.kind == Kind::Open) ++depth;
    if (item.kind == Kind::Close) --depth;
    const bool is_blank = wish.any_blank && item.byte == ' ';
    if (item.kind == Kind::Literal && depth == 0 && !is_blank) {
      run += item.byte;
    } else if (item.kind == Kind::Quantifier && depth == 0) {
      if (item.least == 0 && !run.empty()) run.pop_back();
      end_run();
    } else if (item.kind != Kind::Boundary) {
      end_run();
    }
  }
  end_run();
  if (best.size() >= least) out.bytes = best.substr(0, 128);
  return out;
}

bool names_capitals(std::string_view pattern) {
  for (const RegexItem& item : regex_items(pattern)) {
    const auto byte = static_cast<unsigned char>(item.byte);
    if (item.kind == Kind::Literal && holds_capital(byte, byte)) return true;
    if (item.kind != Kind::Class) continue;
    const ClassParts parts = class_parts(item.text);
    if (!parts.is_understood) return true;
    for (const ClassPart& part : parts.parts) {
      if (part.is_range ? holds_capital(part.low, part.high)
                        : part.escape.find("upper") != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

bool stays_within(std::string_view pattern, std::string_view bytes) {
  for (const RegexItem& item : regex_items(pattern)) {
    switch (item.kind) {
      case Kind::Literal:
        if (bytes.find(item.byte) != std::string_view::npos) return false;
        break;
      case Kind::Class:
        if (class_can_match(item, bytes)) return false;
        break;
      case Kind::Escape:
        if (item.text != "\\d" && item.text != "\\w") return false;
        break;
      case Kind::Open:
        if (is_look_around(item)) return false;
        break;
      case Kind::Start:
      case Kind::End:
      case Kind::Dot:
      case Kind::Reference:
      case Kind::Options:
      case Kind::Other:
        return false;
      default:
        break;
    }
  }
  return true;
}

}  // namespace sig::compile
