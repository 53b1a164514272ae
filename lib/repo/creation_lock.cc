#include "repo/creation_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "repo/repository.h"

namespace sig::repo {
namespace {

constexpr int attempts = 1000;
constexpr useconds_t pause_between = 10000;  // microseconds
constexpr size_t max_name = 4096;

Error failed(std::string_view what, const std::string& path) {
  return io_error(fmt::format("cannot {} {}: {}", what, quote(path, 240), std::strerror(errno)));
}

bool try_lock(int descriptor) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    ::usleep(pause_between);
  }
  return false;
}

/// What the holder before was creating when it died; empty after a proper end.
std::string unfinished_reference(int descriptor) {
  std::string name(max_name, '\0');
  const ssize_t got = ::pread(descriptor, name.data(), name.size(), 0);
  name.resize(got > 0 ? static_cast<size_t>(got) : 0);
  // The name is only used as a path below the repository when it is one that we could have written.
  return name.starts_with("refs/tags/") && is_reference_name(name) ? name : std::string();
}

std::string lock_path(const std::string& folder, const std::string& reference) {
  return join_path(folder, reference + ".lock");
}

}  // namespace

Result<CreationLock> CreationLock::take(const std::string& folder) {
  const std::string path = join_path(folder, "sigctl.lock");
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return failed("open", path);
  CreationLock lock(descriptor, folder);
  if (!try_lock(descriptor)) {
    Error error = failed("lock", path);
    error.hint = "another sigctl holds it for over 10 s; wait for it or end it";
    return error;
  }
  const std::string unfinished = unfinished_reference(descriptor);
  if (!unfinished.empty()) ::unlink(lock_path(folder, unfinished).c_str());
  return lock;
}

Result<bool> CreationLock::begin(const std::string& reference) {
  if (::access(lock_path(folder_, reference).c_str(), F_OK) == 0) return false;
  end();
  const ssize_t written = ::pwrite(descriptor_, reference.data(), reference.size(), 0);
  if (written != static_cast<ssize_t>(reference.size())) {
    return failed("write", join_path(folder_, "sigctl.lock"));
  }
  return true;
}

void CreationLock::end() {
  // A name that stays costs the next holder one unlink of a file that is not there.
  [[maybe_unused]] const int emptied = ::ftruncate(descriptor_, 0);
}

CreationLock::CreationLock(CreationLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), folder_(std::move(other.folder_)) {}

CreationLock::~CreationLock() {
  if (descriptor_ < 0) return;
  end();
  ::close(descriptor_);
}

}  // namespace sig::repo
