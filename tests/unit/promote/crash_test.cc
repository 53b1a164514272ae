#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "promote/release.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;

constexpr int was_killed = -1;

/// Runs `work` in a child and kills it at its system call number `limit` (entries and exits count),
/// so that no moment between two of them is left out. Gives the calls made when it ended before.
template <class Work>
int run_until_call(int limit, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  int calls = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  for (; !WIFEXITED(status); ++calls) {
    REQUIRE(WIFSTOPPED(status));
    if (calls == limit) {
      ::kill(child, SIGKILL);
      REQUIRE(::waitpid(child, &status, 0) == child);
      REQUIRE(WIFSIGNALED(status));
      return was_killed;
    }
    REQUIRE(::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) == 0);
    REQUIRE(::waitpid(child, &status, 0) == child);
  }
  return calls;
}

bool can_trace() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_CASE(
    "a promotion killed at any moment leaves the old history or the new, and can be repeated") {
  if (!can_trace()) {
    WARN("skipped: this machine does not let a process trace its child");
    return;
  }
  const GitRepository git;
  git.commit("source");
  test::made(git, a_release("A"));
  const TempFolder work = *TempFolder::create("crash");
  const std::string pristine = join_path(work.path(), "pristine");
  const std::string copy = join_path(work.path(), "copy");
  namespace fs = std::filesystem;
  fs::copy(git.path(), pristine, fs::copy_options::recursive);
  fs::remove_all(join_path(pristine, ".git/hooks"));
  const auto promote = [&] { (void)create_release(copy, a_release("B", 1)); };
  const auto reset = [&] {
    fs::remove_all(copy);
    fs::copy(pristine, copy, fs::copy_options::recursive);
  };
  reset();
  const int calls = run_until_call(1000000, promote);
  REQUIRE(calls > 100);
  REQUIRE(read_history(copy, "prod")->size() == 2);
  int before = 0;
  int after = 0;
  for (int limit = 1; limit < calls; ++limit) {
    INFO("killed at call " << limit << " of " << calls);
    reset();
    if (run_until_call(limit, promote) != was_killed) continue;
    const auto history = read_history(copy, "prod");
    REQUIRE(history);
    REQUIRE((history->size() == 1 || history->size() == 2));
    ++(history->size() == 1 ? before : after);
    if (history->size() == 2) {
      REQUIRE(read_release_content(copy, history->back())->bundle_bytes == "bundle B");
    } else {
      const auto again = create_release(copy, a_release("B", 1));
      INFO((again ? "" : again.error().message));
      REQUIRE(again);
    }
    if (limit % 16 == 0) {
      const auto fsck =
          run_process({"git", "-C", copy, "fsck", "--strict", "--no-dangling", "--no-progress"});
      REQUIRE(fsck->exit_code == 0);
      REQUIRE(fsck->out.empty());
    }
  }
  CHECK(before > 100);
  CHECK(after > 0);
}

}  // namespace
}  // namespace sig::promote
