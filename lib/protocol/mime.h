#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sig::protocol {

/// The parts with a file name of a mail (RFC 2045, 2046), from its lines. Contents are kept up to a
/// limit; depth, parts and headers are capped.
class MimeReader {
 public:
  struct Part {
    std::string name;
    std::string content;
    std::uint64_t size = 0;
  };

  explicit MimeReader(size_t limit) : limit_(limit) {}
  /// Forgets the mail before.
  void reset();
  /// A line without its end.
  void line(std::string_view text);
  const std::vector<Part>& parts() const { return parts_; }
  const std::vector<std::string_view>& events() const { return events_; }
  size_t held_bytes() const;

 private:
  enum class State : std::uint8_t { Headers, Body, Skipped };
  enum class Encoding : std::uint8_t { None, Base64, QuotedPrintable };

  bool is_boundary(std::string_view text);
  void end_header();
  void end_headers();
  void body_line(std::string_view text);
  void add(std::string_view bytes);
  void event(std::string_view name);

  size_t limit_;
  State state_ = State::Headers;
  Encoding encoding_ = Encoding::None;
  std::string header_;  ///< one, unfolded
  std::string name_, boundary_;
  std::vector<std::string> boundaries_;  ///< of the multiparts around, outermost first
  bool is_message_ = false;
  bool owes_line_end_ = false;
  std::uint32_t bits_ = 0;
  unsigned bit_count_ = 0;
  std::vector<Part> parts_;
  std::vector<std::string_view> events_;
};

}  // namespace sig::protocol
