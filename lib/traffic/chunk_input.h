#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig::traffic {

/// A file, plain or gzip, read front to back through one reused buffer of 1 MiB; what is shown are
/// views into it (PERFORMANCE 2b: faster than mmap). One thread.
class ChunkInput {
 public:
  /// A path names a file; a gzip file is unpacked while it is read.
  static Result<ChunkInput> open(const std::string& path);
  /// Over bytes in memory, which must outlive it.
  static ChunkInput over(std::string_view bytes);

  ChunkInput(ChunkInput&&) noexcept;
  ChunkInput& operator=(ChunkInput&&) noexcept;
  ~ChunkInput();

  /// The next `size` bytes, valid until the next call; fewer at the end of the input. `size` is at
  /// most 1 MiB.
  std::string_view peek(size_t size);
  /// Moves behind bytes that were shown by peek.
  void take(size_t size) { begin_ += size; }
  /// Moves over bytes that need not be shown; false when the input ends before.
  bool skip(std::uint64_t size);
  /// Bytes moved over so far.
  std::uint64_t position() const { return base_ + begin_; }
  /// Why the input could not be read on, empty when it simply ended.
  const std::string& failure() const { return failure_; }

 private:
  struct File;
  ChunkInput();
  void refill(size_t size);

  std::unique_ptr<File> file_;
  std::vector<char> buffer_;
  const char* data_ = nullptr;  // the buffer, or the bytes in memory
  size_t begin_ = 0;
  size_t end_ = 0;
  std::uint64_t base_ = 0;  // position of data_[0]
  std::string failure_;
};

}  // namespace sig::traffic
