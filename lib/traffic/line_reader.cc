#include "traffic/line_reader.h"

#include <cstring>

namespace sig::traffic {
namespace {

constexpr size_t buffer_bytes = 192U << 10U;
static_assert(buffer_bytes >= 2 * max_line_bytes);

std::string_view without_cr(std::string_view text) {
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteInput> input)
    : input_(std::move(input)), buffer_(buffer_bytes) {}

/// Moves what is left to the front and reads behind it; false when nothing came.
Result<bool> LineReader::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const size_t got = TRY(input_->read(buffer_.data() + end_, buffer_.size() - end_));
  at_end_ = got == 0;
  end_ += got;
  return got > 0;
}

Result<bool> LineReader::next(Line& line) {
  line = {};
  size_t searched = 0;
  for (;;) {
    const char* start = buffer_.data() + begin_;
    const size_t size = end_ - begin_;
    const void* found = std::memchr(start + searched, '\n', size - searched);
    if (found != nullptr) {
      const auto length = static_cast<size_t>(static_cast<const char*>(found) - start);
      line.text = without_cr({start, length});
      line.bytes += length + 1;
      begin_ += length + 1;
      break;
    }
    if (size > max_line_bytes) return skip_rest_of_line(line);
    searched = size;
    const bool more = TRY(fill());
    if (more) continue;
    if (size == 0) return false;
    line.text = without_cr({buffer_.data() + begin_, size});
    line.bytes += size;
    begin_ = end_;
    break;
  }
  line.is_cut = line.text.size() > max_line_bytes;
  line.text = line.text.substr(0, max_line_bytes);
  return true;
}

/// The line's beginning stays where it is while the rest runs through the buffer behind it.
Result<bool> LineReader::skip_rest_of_line(Line& line) {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  line.text = {buffer_.data(), max_line_bytes};
  line.is_cut = true;
  line.bytes = max_line_bytes;
  size_t from = max_line_bytes;
  for (;;) {
    const void* found = std::memchr(buffer_.data() + from, '\n', end_ - from);
    if (found != nullptr) {
      const auto stop = static_cast<size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
      line.bytes += stop - from;
      begin_ = stop;
      return true;
    }
    line.bytes += end_ - from;
    from = max_line_bytes;
    const size_t got = TRY(input_->read(buffer_.data() + from, buffer_.size() - from));
    end_ = from + got;
    begin_ = end_;
    if (got == 0) {
      at_end_ = true;
      return true;
    }
  }
}

Result<std::string_view> LineReader::peek() {
  for (;;) {
    if (end_ - begin_ == buffer_.size()) break;
    const bool more = TRY(fill());
    if (!more) break;
  }
  return std::string_view(buffer_.data() + begin_, end_ - begin_);
}

}  // namespace sig::traffic
