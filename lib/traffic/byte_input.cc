#include "traffic/byte_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace sig::traffic {
namespace {

class FileInput final : public ByteInput {
 public:
  FileInput(int descriptor, std::string path, Sha256* hash)
      : descriptor_(descriptor), path_(std::move(path)), hash_(hash) {}
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;
  ~FileInput() override { ::close(descriptor_); }

  Result<size_t> read(char* into, size_t size) override {
    for (;;) {
      const ssize_t got = ::read(descriptor_, into, size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return io_error(fmt::format("cannot read {}: {}", quote(path_, 240), std::strerror(errno)));
      }
      if (hash_ != nullptr) hash_->update({into, static_cast<size_t>(got)});
      return static_cast<size_t>(got);
    }
  }

 private:
  int descriptor_;
  std::string path_;
  Sha256* hash_;
};

class MemoryInput final : public ByteInput {
 public:
  explicit MemoryInput(std::string_view bytes) : rest_(bytes) {}

  Result<size_t> read(char* into, size_t size) override {
    const size_t count = std::min(size, rest_.size());
    if (count > 0) std::memcpy(into, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

class PrefixedInput final : public ByteInput {
 public:
  PrefixedInput(std::string prefix, std::unique_ptr<ByteInput> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}

  Result<size_t> read(char* into, size_t size) override {
    if (given_ == prefix_.size()) return rest_->read(into, size);
    const size_t count = prefix_.copy(into, size, given_);
    given_ += count;
    return count;
  }

 private:
  std::string prefix_;
  size_t given_ = 0;
  std::unique_ptr<ByteInput> rest_;
};

Result<std::unique_ptr<ByteInput>> open_file(const std::string& path, Sha256* hash) {
  // Without O_NONBLOCK a named pipe would hold us here for ever.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return io_error(fmt::format("cannot read {}: {}", quote(path, 240), std::strerror(errno)));
  }
  std::unique_ptr<ByteInput> file = std::make_unique<FileInput>(descriptor, path, hash);
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    return io_error(quote(path, 240) + " is not a regular file");
  }
  return file;
}

}  // namespace

Result<std::unique_ptr<ByteInput>> open_bytes(const std::string& path, Sha256* hash) {
  std::unique_ptr<ByteInput> file = TRY(open_file(path, hash));
  std::string magic(2, '\0');
  magic.resize(TRY(read_fully(*file, magic.data(), magic.size())));
  const bool packed = magic == "\x1f\x8b";
  file = with_prefix(std::move(magic), std::move(file));
  if (packed) return unpack_gzip(std::move(file), path);
  return file;
}

Result<Digest> digest_of_file(const std::string& path) {
  Sha256 hash;
  const std::unique_ptr<ByteInput> file = TRY(open_file(path, &hash));
  std::vector<char> buffer(256U << 10U);
  for (size_t got = 1; got > 0;) {
    got = TRY(file->read(buffer.data(), buffer.size()));
  }
  return hash.finish();
}

std::unique_ptr<ByteInput> bytes_in_memory(std::string_view bytes) {
  return std::make_unique<MemoryInput>(bytes);
}

std::unique_ptr<ByteInput> with_prefix(std::string prefix, std::unique_ptr<ByteInput> rest) {
  return std::make_unique<PrefixedInput>(std::move(prefix), std::move(rest));
}

Result<size_t> read_fully(ByteInput& input, char* into, size_t size) {
  size_t filled = 0;
  while (filled < size) {
    const size_t got = TRY(input.read(into + filled, size - filled));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

}  // namespace sig::traffic
