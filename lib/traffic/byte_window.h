#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "traffic/byte_input.h"

namespace sig::traffic {

/// A growing look at what comes next in a byte stream, up to `limit` bytes; for records whose end
/// has to be found. One thread.
class ByteWindow {
 public:
  ByteWindow(std::unique_ptr<ByteInput> input, size_t limit);
  /// Valid until the next call of grow() or drop().
  std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  /// Reads more; false at the end of the input or when `limit` bytes are held. Calls double what is
  /// held, so that searching again from the front stays linear.
  Result<bool> grow();
  void drop(size_t count);
  bool is_at_end() const { return at_end_; }
  bool is_full() const { return end_ - begin_ >= limit_; }

 private:
  std::unique_ptr<ByteInput> input_;
  std::vector<char> buffer_;
  size_t limit_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace sig::traffic
