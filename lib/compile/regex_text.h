#pragma once

#include <string>
#include <string_view>

namespace sig::compile {

/// A pattern for a rule: the same language in bytes that no rule reader stumbles over, or why there
/// is none.
struct RegexText {
  std::string pattern;
  std::string reason;  ///< empty: `pattern` holds
};

struct RegexWish {
  bool any_blank = false;  ///< a blank in the pattern stands for any one byte of white space
};

/// Writes a pattern anew so that it holds no quote, semicolon, slash, control or non-ASCII byte and
/// no backslash but those of its escapes.
RegexText quote_regex(std::string_view pattern, const RegexWish& wish = {});

/// A pattern that matches exactly these bytes.
std::string regex_of_literal(std::string_view bytes, const RegexWish& wish = {});

/// The longest text that every match holds, outside of groups; empty when there is none of at least
/// three bytes. `ignores_case` is set when the pattern switches case off somewhere.
struct RequiredText {
  std::string bytes;
  bool ignores_case = false;
};
RequiredText required_text(std::string_view pattern, const RegexWish& wish = {});

/// True when a capital letter stands in the pattern as itself, in a class or as an escape.
bool names_capitals(std::string_view pattern);

/// True when no match of the pattern can hold one of `bytes`, and nothing in it looks at the ends
/// or beyond the match: then it may stand inside another pattern.
bool stays_within(std::string_view pattern, std::string_view bytes);

}  // namespace sig::compile
