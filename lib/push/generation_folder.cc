#include "push/generation_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"

namespace sig::push {
namespace {

constexpr std::string_view prefix = "generations/";

Error failed(std::string_view what, const std::string& path) {
  return {ErrorKind::Target,
          fmt::format("cannot {} {}: {}", what, quote(path, 240), std::strerror(errno)),
          {},
          {}};
}

std::optional<std::uint64_t> release_of(std::string_view name) {
  return parse_unsigned(name.substr(0, name.find('-')));
}

}  // namespace

std::string generation_name(std::uint64_t release, const Digest& bundle) {
  return fmt::format("{}-{}", release, bundle.hex().substr(0, 12));
}

Result<GenerationFolder> GenerationFolder::open(const std::string& folder) {
  TRY(make_folders(folder + "/generations"));
  const std::string path = folder + "/push.lock";
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return failed("open", path);
  GenerationFolder opened(folder, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return refused(fmt::format("another push works on {}", quote(folder, 240)),
                   "wait for it to end");
  }
  return opened;
}

GenerationFolder::GenerationFolder(GenerationFolder&& other) noexcept
    : folder_(std::move(other.folder_)), lock_(std::exchange(other.lock_, -1)) {}

GenerationFolder::~GenerationFolder() {
  if (lock_ >= 0) ::close(lock_);
}

std::string GenerationFolder::path_of(const std::string& name) const {
  return fmt::format("{}/{}{}", folder_, prefix, name);
}

Status GenerationFolder::sync(const std::string& folder) const {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_flushed = fd >= 0 && ::fsync(fd) == 0;
  const Status result = is_flushed ? ok() : Status(failed("flush", folder));
  if (fd >= 0) ::close(fd);
  return result;
}

Result<std::optional<std::string>> GenerationFolder::current() const {
  const std::string link = folder_ + "/current";
  std::array<char, 256> target{};
  const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
  if (length < 0 && errno == ENOENT) return std::optional<std::string>();
  if (length < 0) return failed("read the link", link);
  const std::string_view text(target.data(), static_cast<size_t>(length));
  const std::string_view name = text.substr(std::min(text.size(), prefix.size()));
  if (!text.starts_with(prefix) || name.find('/') != std::string_view::npos || !release_of(name)) {
    return Error{ErrorKind::Target,
                 fmt::format("{} points to {}, which no push made", quote(link, 240), quote(text)),
                 "look at it, then remove the link",
                 {}};
  }
  return std::optional<std::string>(name);
}

Status GenerationFolder::stage(const std::string& name,
                               std::string_view bundle,
                               std::string_view activation) {
  const std::string path = path_of(name);
  TRY(make_folders(path));
  TRY(write_atomically(path + "/bundle.sigctl", bundle));
  TRY(write_atomically(path + "/activation.json", activation));
  return sync(folder_ + "/generations");
}

Status GenerationFolder::make_current(const std::string& name) {
  const std::string link = folder_ + "/current";
  const std::string fresh = folder_ + "/.current.new";
  ::unlink(fresh.c_str());
  if (::symlink(fmt::format("{}{}", prefix, name).c_str(), fresh.c_str()) != 0) {
    return failed("make the link", fresh);
  }
  if (std::rename(fresh.c_str(), link.c_str()) != 0) {
    Error error = failed("swap the link", link);
    ::unlink(fresh.c_str());
    return error;
  }
  return sync(folder_);
}

Status GenerationFolder::remove_current() {
  const std::string link = folder_ + "/current";
  if (::unlink(link.c_str()) != 0 && errno != ENOENT) return failed("remove the link", link);
  return sync(folder_);
}

void GenerationFolder::remove(const std::string& name) {
  std::error_code ignored;
  std::filesystem::remove_all(path_of(name), ignored);
}

void GenerationFolder::remove_old() {
  const Result<std::optional<std::string>> kept = current();
  if (!kept || !*kept) return;
  const std::uint64_t newest = release_of(**kept).value_or(0);
  std::vector<std::pair<std::uint64_t, std::string>> older;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder_ + "/generations", error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    const std::optional<std::uint64_t> release = release_of(name);
    if (release && *release < newest) older.emplace_back(*release, name);
  }
  std::sort(older.rbegin(), older.rend());
  for (size_t i = kept_generations - 1; i < older.size(); ++i)
    remove(older[i].second);
}

}  // namespace sig::push
