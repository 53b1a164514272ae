#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/seclang_text.h"

namespace sig::source {

/// One argument of a directive, cut as Apache and libmodsecurity do: in double or single quotes, or
/// up to the next blank. Within quotes a backslash keeps the quote and the backslash behind it.
struct SecCut {
  SecWord word;    ///< without its quotes
  char quote = 0;  ///< '"', '\'' or 0
  bool is_unclosed = false;
};
/// The words of a line, at most `most`; what follows the last quote without a blank is a word of
/// its own.
std::vector<SecCut> cut_words(const SecLine& line, size_t most);

/// A word with the escapes of its quotes undone; without quotes, those of both kinds.
std::string unquoted(const SecCut& cut);

/// One entry of a list of actions or variables: "name:value".
struct SecEntry {
  SecWord whole;
  SecWord name;
  SecWord value;  ///< without its single quotes
  bool has_colon = false;
  bool is_quoted = false;
  bool is_unclosed = false;
  std::string_view junk;  ///< what stands between the closing quote and the comma
};
/// Cuts a list of variables at ',' and '|', one of actions at ','. An empty entry has an empty
/// `whole`.
std::vector<SecEntry> cut_variables(const SecWord& list, size_t most);
std::vector<SecEntry> cut_actions(const SecWord& list, size_t most);

/// A value of an action with the escapes of both quotes undone.
std::string value_text(std::string_view raw);

}  // namespace sig::source
