#pragma once

// Texts and patterns that try to break out of where they are written, from a seed.
#include <random>
#include <string>
#include <string_view>

namespace sig::test {

class HostileTexts {
 public:
  explicit HostileTexts(std::uint32_t seed) : random_(seed) {}

  size_t below(size_t limit) { return random_() % limit; }

  /// Any bytes, with what ends quotes, options, rules and lines among them; at least one.
  std::string text(size_t most_pieces = 12) {
    static constexpr std::string_view pieces[] = {"\"",
                                                  ";",
                                                  "\\",
                                                  ")",
                                                  "\";",
                                                  "\\\"",
                                                  "\\;",
                                                  "; sid:1;",
                                                  "\n",
                                                  "\r\n",
                                                  "|",
                                                  "|41|",
                                                  "|zz",
                                                  "#",
                                                  "$HOME_NET",
                                                  "/",
                                                  "/i\"",
                                                  "!",
                                                  ":",
                                                  ",",
                                                  "(",
                                                  "\xc3\xa9",
                                                  "\xf0\x9f\x90\x99",
                                                  "\xe2\x80\xa8",
                                                  "\xff",
                                                  "a",
                                                  "Z9",
                                                  " ",
                                                  "\t",
                                                  "${IFS}",
                                                  "`id`",
                                                  "alert tcp any any -> any any (",
                                                  "\\\\",
                                                  "%3b",
                                                  "'"};
    std::string out;
    for (size_t i = 1 + below(most_pieces); i > 0; --i) {
      if (below(4) == 0) {
        out += static_cast<char>(below(256));
      } else {
        out += pieces[below(std::size(pieces))];
      }
    }
    if (below(16) == 0) out += '\0';
    return out;
  }

  /// A pattern that PCRE2 takes.
  std::string pattern() {
    static constexpr std::string_view pieces[] = {";",
                                                  "\"",
                                                  "/",
                                                  "\\/",
                                                  "\\;",
                                                  "\\\"",
                                                  "[;\"/]",
                                                  "[^\"]",
                                                  "\\x22",
                                                  "(?:x|;)",
                                                  "\\Q\"; \\E",
                                                  " ",
                                                  "\n",
                                                  "\\x{3b}",
                                                  "\xc3\xa9",
                                                  "[\\x80-\\xff]",
                                                  "a{2,3}",
                                                  "\\\\",
                                                  ":",
                                                  "[\\]\"-]",
                                                  "[[:alpha:];]",
                                                  "\\d+",
                                                  "\\073",
                                                  "(?i:B)",
                                                  "x?",
                                                  "\\.",
                                                  "(?=;)",
                                                  "[^]/]",
                                                  "$",
                                                  "^",
                                                  "\\b",
                                                  "#",
                                                  "(?#\";)",
                                                  "\\$HOME_NET",
                                                  "[\\n\\t]"};
    std::string out;
    for (size_t i = 1 + below(8); i > 0; --i)
      out += pieces[below(std::size(pieces))];
    return out;
  }

 private:
  std::mt19937 random_;
};

}  // namespace sig::test
