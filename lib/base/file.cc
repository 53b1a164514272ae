#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.h"

namespace sig {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error failed(std::string_view what, const std::string& path) {
  return io_error(fmt::format("cannot {} {}: {}", what, quote(path, 240), std::strerror(errno)));
}

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return ok();
}

Status write_temporary(int fd, std::string_view bytes, const std::string& path, unsigned mode) {
  TRY(write_all(fd, bytes, path));
  if (::fchmod(fd, mode) != 0) return failed("set the mode of", path);
  if (::fsync(fd) != 0) return failed("flush", path);
  return ok();
}

Status sync_folder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open() || ::fsync(descriptor.get()) != 0) return failed("flush", folder);
  return ok();
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) return failed("read", path);
  struct stat info {};
  if (::fstat(descriptor.get(), &info) != 0) return failed("read", path);
  if (!S_ISREG(info.st_mode)) return io_error(quote(path, 240) + " is not a regular file");
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > limit) {
    return io_error(fmt::format("{} has {} bytes; the limit is {}", quote(path, 240), size, limit));
  }
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(descriptor.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path);
    if (got == 0) return io_error(quote(path, 240) + " shrank while it was read");
    filled += static_cast<size_t>(got);
  }
  return bytes;
}

Status write_atomically(const std::string& path, std::string_view bytes, unsigned mode) {
  const std::string folder = parent_path(path);
  std::string temporary = join_path(folder, "." + file_name(path) + ".XXXXXX");
  Descriptor descriptor(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!descriptor.is_open()) return failed("create a file beside", path);
  Status written = write_temporary(descriptor.get(), bytes, path, mode);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = failed("replace", path);
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_folder(folder);
}

Status move_into_place(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("replace", to);
  return sync_folder(parent_path(to));
}

Result<std::vector<std::string>> list_tree(const std::string& folder, size_t limit) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  if (error)
    return io_error(fmt::format("cannot list {}: {}", quote(folder, 240), error.message()));
  for (const auto end = fs::recursive_directory_iterator(); it != end; it.increment(error)) {
    if (error) break;
    const fs::file_status status = it->symlink_status(error);
    if (error) break;
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status)) {
      return io_error(quote(it->path().string(), 240) + " is neither a regular file nor a folder",
                      "remove it, or put the file itself there");
    }
    found.push_back(it->path().lexically_relative(folder).generic_string());
    if (found.size() > limit) {
      return io_error(fmt::format("{} holds more than {} files", quote(folder, 240), limit));
    }
  }
  if (error)
    return io_error(fmt::format("cannot list {}: {}", quote(folder, 240), error.message()));
  std::sort(found.begin(), found.end());
  return found;
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

Status make_folders(const std::string& path, unsigned mode) {
  if (path.empty() || is_folder(path)) return ok();
  if (const std::string parent = parent_path(path); parent != path) TRY(make_folders(parent, mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return failed("create the folder", path);
  if (!is_folder(path)) return io_error(quote(path, 240) + " is not a folder");
  return ok();
}

std::string join_path(std::string_view folder, std::string_view name) {
  return (fs::path(folder) / fs::path(name)).generic_string();
}

std::string parent_path(std::string_view path) {
  const std::string parent = fs::path(path).parent_path().generic_string();
  return parent.empty() ? "." : parent;
}

std::string file_name(std::string_view path) {
  return fs::path(path).filename().generic_string();
}

std::string extension(std::string_view path) {
  return to_lower_ascii(fs::path(path).extension().generic_string());
}

Result<TempFolder> TempFolder::create(std::string_view name) {
  const char* root = std::getenv("TMPDIR");
  std::string path =
      join_path(root != nullptr && *root != '\0' ? root : "/tmp", fmt::format("{}.XXXXXX", name));
  if (::mkdtemp(path.data()) == nullptr) return failed("create a folder like", path);
  return TempFolder(std::move(path));
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace sig
