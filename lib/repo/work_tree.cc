#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "repo/repository.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

using StatusList = std::unique_ptr<git_status_list, FreeWith<git_status_list_free>>;

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, FreeWith<std::free>> found(::realpath(path.c_str(), nullptr));
  return found ? std::string(found.get()) : std::string();
}

/// `folder` relative to the work tree, "" for the whole of it.
Result<std::string> below_work_tree(git_repository* repository, const std::string& folder) {
  const char* work_tree = git_repository_workdir(repository);
  if (work_tree == nullptr) {
    return Error{ErrorKind::Git,
                 fmt::format("the git repository of {} has no work tree", quote(folder, 240)),
                 "run it in a clone that is not bare",
                 {}};
  }
  const std::string root = real_path(work_tree);
  const std::string inside = real_path(folder);
  if (inside == root) return std::string();
  const std::string prefix = root == "/" ? root : root + "/";
  if (root.empty() || !inside.starts_with(prefix)) {
    return Error{
        ErrorKind::Git,
        fmt::format("{} is not below the work tree {}", quote(folder, 240), quote(work_tree, 240)),
        "",
        {}};
  }
  return inside.substr(prefix.size());
}

/// The paths to compare, relative to the work tree; empty for the whole of it.
Result<std::vector<std::string>> path_list(const std::string& below,
                                           const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  if (paths.empty() && !below.empty()) out.push_back(below);
  for (const std::string& path : paths) {
    std::string joined = (fs::path(below) / path).lexically_normal().generic_string();
    while (joined.ends_with('/'))
      joined.pop_back();
    if (joined == ".." || joined.starts_with("../") || joined.starts_with('/')) {
      return Error{ErrorKind::Git,
                   fmt::format("{} is not below the work tree", quote(path, 240)),
                   "move it into the repository",
                   {}};
    }
    if (joined.empty() || joined == ".") return std::vector<std::string>();
    out.push_back(std::move(joined));
  }
  return out;
}

std::string describe(const git_status_entry& entry) {
  const unsigned flags = entry.status;
  const git_diff_delta* delta =
      entry.index_to_workdir != nullptr ? entry.index_to_workdir : entry.head_to_index;
  const std::string path = visible(delta->new_file.path != nullptr ? delta->new_file.path : "?");
  const auto has = [&](unsigned bits) { return (flags & bits) != 0; };
  if (has(GIT_STATUS_CONFLICTED)) return "conflicted " + path;
  if (has(GIT_STATUS_WT_NEW)) return "untracked " + path;
  if (has(GIT_STATUS_INDEX_DELETED | GIT_STATUS_WT_DELETED)) return "deleted " + path;
  if (has(GIT_STATUS_INDEX_NEW)) return "added " + path;
  if (has(GIT_STATUS_WT_UNREADABLE)) return "unreadable " + path;
  return "modified " + path;
}

}  // namespace

Result<std::vector<std::string>> Repository::changes(const std::string& folder,
                                                     const std::vector<std::string>& paths) const {
  const std::string below = TRY(below_work_tree(state_->get(), folder));
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
                  GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH | GIT_STATUS_OPT_INCLUDE_UNREADABLE;
  std::vector<std::string> wanted = TRY(path_list(below, paths));
  std::vector<char*> pointers;
  for (std::string& path : wanted)
    pointers.push_back(path.data());
  options.pathspec = {pointers.data(), pointers.size()};
  git_status_list* made = nullptr;
  const int code = git_status_list_new(&made, state_->get(), &options);
  if (code != 0)
    return git_error(code, fmt::format("cannot compare {} with HEAD", quote(folder, 240)));
  const StatusList list(made);
  std::vector<std::string> out;
  for (size_t i = 0; i < git_status_list_entrycount(list.get()); ++i)
    out.push_back(describe(*git_status_byindex(list.get(), i)));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace sig::repo
