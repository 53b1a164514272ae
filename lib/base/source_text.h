#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sig {

/// A run of bytes in one of the texts of a `Sources`: two integers and the text's number, not a
/// view.
struct Span {
  std::uint32_t source = 0;
  std::uint32_t start = 0;
  std::uint32_t length = 0;

  friend auto operator<=>(const Span&, const Span&) = default;
};

/// 1-based line and column (columns count bytes, as editors' LSP "utf-8" positions do).
struct Place {
  int line = 1;
  int column = 1;
};

/// One text that a person wrote: its name as they know it (a path relative to the project) and
/// bytes.
class SourceText {
 public:
  SourceText(std::string name, std::string bytes);
  const std::string& name() const { return name_; }
  std::string_view bytes() const { return bytes_; }
  Place place_of(std::uint32_t offset) const;
  /// Byte offset of a 1-based line; the end of the text when there is no such line.
  std::uint32_t offset_of_line(int line) const;
  /// The line without its line end.
  std::string_view line(int number) const;

 private:
  std::string name_;
  std::string bytes_;
  std::vector<std::uint32_t> line_starts_;
};

/// The texts that Spans point into. Grows only; numbers stay valid. Not thread-safe.
class Sources {
 public:
  std::uint32_t add(std::string name, std::string bytes);
  const SourceText& at(std::uint32_t number) const { return texts_.at(number); }
  size_t size() const { return texts_.size(); }
  Place place_of(Span span) const { return at(span.source).place_of(span.start); }
  std::string_view text_of(Span span) const;

 private:
  std::vector<SourceText> texts_;
};

}  // namespace sig
