#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sig::traffic {

/// A forward reader over one JSON value (RFC 8259) that takes what recorders really write: strings
/// with lone surrogates (made U+FFFD and counted), raw control characters and bytes that are not
/// UTF-8 (kept). After anything else that is no JSON, or is nested deeper than the limit, it has
/// failed: every call then says there is no more. Views point into the text or the arena. One
/// thread.
class JsonCursor {
 public:
  /// The arena's capacity must be at least the text's size: decoded strings are never longer, so
  /// that it is never reallocated.
  JsonCursor(std::string_view text, std::string& arena, int depth_limit = 64);

  bool enter_object() { return enter('{'); }
  bool enter_array() { return enter('['); }
  /// The next key of the innermost object; nothing behind its '}', which is taken.
  std::optional<std::string_view> next_key();
  /// Whether another element of the innermost array follows; its ']' is taken.
  bool next_element();

  /// What begins next: '{', '[', '"', or the first byte of a number or literal; 0 at the end.
  char peek();
  /// The string that begins next; another kind of value is skipped and gives nothing.
  std::optional<std::string_view> string();
  /// A number or literal as written; another kind of value is skipped and gives nothing.
  std::optional<std::string_view> scalar();
  void skip();

  bool has_failed() const { return failed_; }
  /// Whether nothing but blanks is left.
  bool is_at_end() { return peek() == 0; }
  size_t bad_escapes() const { return bad_escapes_; }
  size_t offset() const { return at_; }

 private:
  bool enter(char bracket);
  bool leave(char bracket);
  void fail();
  /// Moves behind the closing quote; true when the string holds a backslash.
  bool skip_string();
  std::string_view decode(std::string_view raw);
  size_t decode_unicode(std::string_view raw, size_t at);

  std::string_view text_;
  std::string& arena_;
  int depth_limit_;
  int depth_ = 0;
  size_t at_ = 0;
  bool failed_ = false;
  bool after_value_ = false;
  size_t bad_escapes_ = 0;
};

}  // namespace sig::traffic
