#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace sig::test {

/// A real git repository in a folder of its own. git itself sees no configuration but the
/// repository's, and neither does libgit2 in this process.
class GitRepository {
 public:
  explicit GitRepository(bool with_person = true) : folder_(*TempFolder::create("repository")) {
    hide_configuration();
    git({"init", "-q", "-b", "main"});
    if (with_person) {
      git({"config", "user.name", "Ada Example"});
      git({"config", "user.email", "ada@example.org"});
    }
  }

  const std::string& path() const { return folder_.path(); }
  std::string path(std::string_view name) const { return join_path(folder_.path(), name); }

  /// What git prints, without the last line end. A failure fails the test.
  std::string git(std::vector<std::string> arguments) const {
    const ProcessResult result = try_git(std::move(arguments));
    INFO(result.out << result.err);
    REQUIRE(result.exit_code == 0);
    return std::string(trim(result.out));
  }

  ProcessResult try_git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "git");
    return *run_process(arguments, {.folder = path()});
  }

  void write(std::string_view name, std::string_view bytes) const {
    const std::string file = path(name);
    REQUIRE(make_folders(parent_path(file)));
    REQUIRE(write_atomically(file, bytes));
  }

  /// Commits all that is there and gives the commit's id.
  std::string commit(const std::string& message) const {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
    return git({"rev-parse", "HEAD"});
  }

  /// Empty when `git fsck --strict` has nothing to say about what is reachable and what is not.
  std::string fsck() const {
    const ProcessResult result =
        try_git({"fsck", "--strict", "--full", "--no-dangling", "--no-progress"});
    // Releases made before the first commit of a branch are as good as others.
    const std::string_view unborn = "notice: HEAD points to an unborn branch (main)\n";
    std::string said = result.out + result.err;
    if (said.starts_with(unborn)) said.erase(0, unborn.size());
    return (result.exit_code == 0 ? "" : "failed: ") + said;
  }

 private:
  static void hide_configuration() {
    ::setenv("HOME", "/nonexistent", 1);
    ::setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  }

  TempFolder folder_;
};

}  // namespace sig::test
