#include "traffic/byte_window.h"

#include <algorithm>
#include <cstring>

namespace sig::traffic {
namespace {

constexpr size_t first_bytes = 64U << 10U;

}  // namespace

ByteWindow::ByteWindow(std::unique_ptr<ByteInput> input, size_t limit)
    : input_(std::move(input)), limit_(limit) {}

Result<bool> ByteWindow::grow() {
  if (at_end_ || is_full()) return false;
  const size_t held = end_ - begin_;
  const size_t goal = std::min(limit_, std::max(first_bytes, held * 2));
  if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, held);
  begin_ = 0;
  end_ = held;
  if (buffer_.size() < goal) buffer_.resize(goal);
  while (end_ < goal && !at_end_) {
    const size_t got = TRY(input_->read(buffer_.data() + end_, goal - end_));
    at_end_ = got == 0;
    end_ += got;
  }
  return end_ > held;
}

void ByteWindow::drop(size_t count) {
  begin_ += std::min(count, end_ - begin_);
}

}  // namespace sig::traffic
