#include "traffic/chunk_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace sig::traffic {
namespace {

constexpr size_t buffer_size = size_t{1} << 20U;

}  // namespace

struct ChunkInput::File {
  int descriptor = -1;
  gzFile packed = nullptr;

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (packed != nullptr) {
      gzclose(packed);  // closes the descriptor too
    } else if (descriptor >= 0) {
      close(descriptor);
    }
  }

  // The number of bytes read, 0 at the end, -1 with `failure` set.
  ssize_t read_some(char* to, size_t size, std::string& failure) const {
    if (packed != nullptr) {
      const int got = gzread(packed, to, static_cast<unsigned>(size));
      int code = Z_OK;
      const char* message = gzerror(packed, &code);
      if (got < 0 || (got == 0 && code != Z_OK)) {
        failure = fmt::format("the gzip file is damaged: {}", message);
        return -1;
      }
      return got;
    }
    ssize_t got = 0;
    do {
      got = ::read(descriptor, to, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) failure = std::strerror(errno);
    return got;
  }
};

ChunkInput::ChunkInput() = default;
ChunkInput::ChunkInput(ChunkInput&&) noexcept = default;
ChunkInput& ChunkInput::operator=(ChunkInput&&) noexcept = default;
ChunkInput::~ChunkInput() = default;

Result<ChunkInput> ChunkInput::open(const std::string& path) {
  ChunkInput input;
  input.file_ = std::make_unique<File>();
  input.file_->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const int descriptor = input.file_->descriptor;
  if (descriptor < 0) return io_error(fmt::format("{}: {}", path, std::strerror(errno)));
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return io_error(fmt::format("{}: not a regular file", path));
  }
  unsigned char magic[2] = {0, 0};
  if (pread(descriptor, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
    input.file_->packed = gzdopen(descriptor, "rb");
    if (input.file_->packed == nullptr) return io_error(path + ": cannot be unpacked");
    gzbuffer(input.file_->packed, 256U << 10U);
  }
  input.buffer_.resize(buffer_size);
  input.data_ = input.buffer_.data();
  return input;
}

ChunkInput ChunkInput::over(std::string_view bytes) {
  ChunkInput input;
  input.data_ = bytes.data();
  input.end_ = bytes.size();
  return input;
}

std::string_view ChunkInput::peek(size_t size) {
  if (end_ - begin_ < size) refill(std::min(size, buffer_size));
  return {data_ + begin_, std::min(size, end_ - begin_)};
}

void ChunkInput::refill(size_t size) {
  if (!file_) return;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  base_ += begin_;
  end_ -= begin_;
  begin_ = 0;
  while (end_ < size && failure_.empty()) {
    const ssize_t got = file_->read_some(buffer_.data() + end_, buffer_.size() - end_, failure_);
    if (got <= 0) return;
    end_ += static_cast<size_t>(got);
  }
}

bool ChunkInput::skip(std::uint64_t size) {
  while (size > 0) {
    const size_t step = static_cast<size_t>(std::min<std::uint64_t>(size, buffer_size));
    const size_t got = peek(step).size();
    take(got);
    size -= got;
    if (got < step) return false;
  }
  return true;
}

}  // namespace sig::traffic
