#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sig::compile {

/// One piece of a PCRE pattern. Literals are bytes whatever way they were written; everything else
/// keeps its text.
struct RegexItem {
  enum class Kind {
    Literal,      ///< `byte`
    Class,        ///< [...]
    Dot,          ///< .
    Escape,       ///< \d \S \R ...: a class of bytes
    Boundary,     ///< \b \B
    Start,        ///< ^ \A \G
    End,          ///< $ \z \Z
    Open,         ///< ( (?: (?= (?<name> ...
    Close,        ///< )
    Alternation,  ///< |
    Quantifier,   ///< * + ? {m,n}, with its ? or +
    Options,      ///< (?i)
    Reference,    ///< \1 \k<name> \g{1}
    Other,        ///< what no rule language should be given: (*VERB), \K, \C
  };
  Kind kind = Kind::Other;
  std::string text;
  char byte = 0;
  unsigned least = 1;  ///< of a quantifier
};

/// The pieces of a pattern that PCRE2 takes. \Q...\E and comments are dissolved.
std::vector<RegexItem> regex_items(std::string_view pattern);

/// One part of a class: a byte or a range of bytes written out, or an escape such as \s or
/// [:alpha:].
struct ClassPart {
  bool is_range = false;
  unsigned char low = 0, high = 0;
  std::string escape;  ///< with `is_range` false and this empty: the end
};
/// The parts of a class item, behind its ^; nothing for a form that is not understood.
struct ClassParts {
  bool is_negated = false;
  bool is_understood = false;
  std::vector<ClassPart> parts;
};
ClassParts class_parts(std::string_view text);

}  // namespace sig::compile
