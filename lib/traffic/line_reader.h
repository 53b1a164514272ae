#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "traffic/byte_input.h"

namespace sig::traffic {

/// Longer lines are cut to this; what is cut off is read and dropped.
inline constexpr size_t max_line_bytes = 64U << 10U;

/// One line of a text.
struct Line {
  std::string_view text;    ///< without its end (LF or CR LF); valid until the next call
  std::uint64_t bytes = 0;  ///< of the input, with the end and what was cut off
  bool is_cut = false;
};

/// Cuts a byte stream into lines with a buffer of fixed size. A last line needs no end. One thread.
class LineReader {
 public:
  explicit LineReader(std::unique_ptr<ByteInput> input);
  /// False at the end of the input.
  Result<bool> next(Line& line);
  /// What stands at the beginning of the rest, up to the buffer's size; for looking ahead.
  Result<std::string_view> peek();

 private:
  Result<bool> fill();
  Result<bool> skip_rest_of_line(Line& line);

  std::unique_ptr<ByteInput> input_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace sig::traffic
