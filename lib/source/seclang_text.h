#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"

namespace sig::source {

/// A part of a directive as written: a view into its line, and where it starts there.
struct SecWord {
  std::string_view text;
  size_t at = 0;

  SecWord part(size_t from, size_t length = std::string_view::npos) const {
    return {text.substr(from, length), at + from};
  }
};
SecWord trimmed(SecWord word);
bool is_sec_blank(char c);

/// One directive or comment as text: lines that end in a backslash are joined with the next, and
/// each byte knows its place in the file.
struct SecLine {
  struct Piece {
    std::uint32_t at = 0;     ///< in `text`
    std::uint32_t place = 0;  ///< in the file
  };
  std::string text;
  std::vector<Piece> pieces;
  std::uint32_t source = 0;
  std::uint32_t end = 0;  ///< in the file, behind the last byte
  bool is_comment = false;
  std::optional<size_t> hidden_backslash;  ///< in `text`: blanks behind it undo its effect
  bool is_too_long = false;                ///< `text` is cut
  bool has_line_behind = false;            ///< the next line of the file is not an empty one
  bool hides_next = false;  ///< a comment with a backslash at its end, and a directive behind it

  Span span(size_t at, size_t length) const;
  Span span(const SecWord& word) const { return span(word.at, word.text.size()); }
  SecWord whole() const { return {text, 0}; }
};

/// Cuts a text into its directives and comments; blank lines are passed over. A comment does not go
/// on behind a backslash for libmodsecurity; for ModSecurity 2.9, which reads lines as Apache
/// does, it does. The bytes must outlive it.
class SecLineCutter {
 public:
  SecLineCutter(std::string_view bytes, std::uint32_t source, bool comments_continue);
  /// False at the end.
  bool next(SecLine& line);

 private:
  struct Row {
    std::uint32_t start = 0;
    std::string_view text;  ///< without its line end
  };
  bool next_row(Row& row);
  /// The next line without the blanks before it; empty at the end.
  std::string_view next_text() const;
  void append(const Row& row, size_t length, SecLine& line) const;

  std::string_view bytes_;
  std::uint32_t source_;
  bool comments_continue_;
  size_t at_ = 0;
};

}  // namespace sig::source
