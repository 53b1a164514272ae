#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig {

/// The bytes of a regular file; refuses one over `limit` bytes before reading it.
Result<std::string> read_file(const std::string& path, std::uint64_t limit = 1ULL << 30U);

/// Replaces `path` in one step: temporary file in the same folder, fsync, rename, fsync of the
/// folder. On failure `path` is as before and the temporary file is gone.
Status write_atomically(const std::string& path, std::string_view bytes, unsigned mode = 0644);

/// Renames a finished file over `to` in the same file system and flushes the folder of `to`.
Status move_into_place(const std::string& from, const std::string& to);

/// Regular files below `folder`, as paths relative to it, sorted by bytes. Symbolic links are not
/// followed; a link or device found on the way is an error that names it. `limit` bounds the
/// number.
Result<std::vector<std::string>> list_tree(const std::string& folder, size_t limit = 1000000);

bool is_file(const std::string& path);
bool is_folder(const std::string& path);
Status make_folders(const std::string& path, unsigned mode = 0755);

/// "a/b" joined with "c"; an absolute second path stays itself.
std::string join_path(std::string_view folder, std::string_view name);
std::string parent_path(std::string_view path);
std::string file_name(std::string_view path);
/// The extension with its dot, in lower case, "" if none: ".pcap".
std::string extension(std::string_view path);

/// A folder of one's own under $TMPDIR, mode 0700; removed with all it holds at the end of scope.
class TempFolder {
 public:
  static Result<TempFolder> create(std::string_view name);
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&&) = delete;
  ~TempFolder();
  const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace sig
