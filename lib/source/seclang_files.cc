#include "source/seclang_files.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace sig::source {
namespace {

constexpr size_t most_in_folder = 100000;

std::string beside(const std::string& path, const std::string& from) {
  return join_path(parent_path(from), path);
}

/// The names in one folder, sorted; none when it cannot be read.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code failed;
  std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, failed);
  const std::filesystem::directory_iterator end;
  while (!failed && entry != end && out.size() < most_in_folder) {
    out.push_back(entry->path().filename().string());
    entry.increment(failed);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> matching_path(const std::string& path) {
  const std::string last = file_name(path);
  std::vector<std::string> out;
  if (last.find_first_of("*?[") == std::string::npos) {
    if (is_file(path)) out.push_back(path);
    return out;
  }
  const std::string folder = parent_path(path);
  for (const std::string& name : names_in(folder)) {
    const std::string whole = join_path(folder, name);
    if (fnmatch(last.c_str(), name.c_str(), FNM_PERIOD) == 0 && is_file(whole))
      out.push_back(whole);
  }
  return out;
}

}  // namespace

std::vector<std::string> SecDiskFiles::matching(const std::string& pattern,
                                                const std::string& from) {
  std::vector<std::string> out = matching_path(beside(pattern, from));
  return out.empty() ? matching_path(pattern) : out;
}

Result<std::string> SecDiskFiles::read(const std::string& name, std::uint64_t limit) {
  return read_file(name, limit);
}

bool SecDiskFiles::has(const std::string& path, const std::string& from) {
  return is_file(beside(path, from)) || is_file(path);
}

}  // namespace sig::source
