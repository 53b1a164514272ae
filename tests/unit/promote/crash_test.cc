#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <functional>
#include <random>

#include "promote/release.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;
namespace fs = std::filesystem;

/// Runs `work` in a child that stops at the entry and the exit of each system call, where `at_stop`
/// is asked with the number of the stop; false kills the child with SIGKILL. Gives the stops.
int trace(const std::function<void()>& work, const std::function<bool(int)>& at_stop) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  int stops = 0;
  bool is_waited = ::waitpid(child, &status, 0) == child;
  while (is_waited && WIFSTOPPED(status)) {
    if (!at_stop(stops)) {
      ::kill(child, SIGKILL);
    } else if (::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) != 0) {
      break;
    }
    ++stops;
    is_waited = ::waitpid(child, &status, 0) == child;
  }
  REQUIRE(is_waited);
  REQUIRE((WIFEXITED(status) || WIFSIGNALED(status)));
  return stops;
}

bool can_trace() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Every file with its size, time and inode: changes when the disk does.
std::string state_of(const std::string& folder) {
  std::string state;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat info {};
    if (::lstat(entry.path().c_str(), &info) != 0) continue;
    state += entry.path().string() + ' ' + std::to_string(info.st_ino) + ' ' +
             std::to_string(info.st_size) + ' ' + std::to_string(info.st_mtim.tv_nsec) + '\n';
  }
  return state;
}

void copy_folder(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

/// A repository with one release, to be promoted to a second.
class Scene {
 public:
  Scene() : work_(*TempFolder::create("crash")) {
    git_.commit("source");
    test::made(git_, a_release("A"));
    copy_folder(git_.path(), pristine());
    fs::remove_all(join_path(pristine(), ".git/hooks"));
    reset();
  }
  std::string victim() const { return join_path(work_.path(), "victim"); }
  std::string snapshot() const { return join_path(work_.path(), "snapshot"); }
  void reset() const { copy_folder(pristine(), victim()); }
  void promote() const { (void)create_release(victim(), a_release("B", 1)); }

  /// What a dead promotion may leave: the old history or the new, a sound repository, and nothing
  /// that stops the next promotion. Gives the length of the history.
  static size_t check(const std::string& path, bool with_fsck) {
    const auto history = read_history(path, "prod");
    INFO((history ? "" : history.error().message));
    REQUIRE(history);
    REQUIRE((history->size() == 1 || history->size() == 2));
    const size_t length = history->size();
    if (length == 2) CHECK(read_release_content(path, history->back())->bundle_bytes == "bundle B");
    const auto again = create_release(path, a_release("C", length));
    INFO((again ? "" : again.error().message));
    REQUIRE(again);
    if (!with_fsck) return length;
    const auto fsck =
        run_process({"git", "-C", path, "fsck", "--strict", "--no-dangling", "--no-progress"});
    CHECK(fsck->exit_code == 0);
    CHECK(fsck->out.empty());
    return length;
  }

 private:
  std::string pristine() const { return join_path(work_.path(), "pristine"); }
  GitRepository git_;
  TempFolder work_;
};

TEST_CASE("every state of the disk during a promotion is the old history or the new") {
  if (!can_trace()) {
    WARN("skipped: this machine does not let a process trace its child");
    return;
  }
  const Scene scene;
  std::string last = state_of(scene.victim());
  size_t states = 0;
  size_t old_ones = 0;
  // What stands on the disk while the child is stopped is what killing it here would leave.
  trace([&] { scene.promote(); },
        [&](int stop) {
          const std::string now = state_of(scene.victim());
          if (now == last) return true;
          last = now;
          INFO("at stop " << stop);
          copy_folder(scene.victim(), scene.snapshot());
          old_ones += Scene::check(scene.snapshot(), ++states % 8 == 0) == 1 ? 1U : 0U;
          return true;
        });
  CHECK(read_history(scene.victim(), "prod")->size() == 2);
  CHECK(states > 30);
  CHECK(old_ones > 20);
  CHECK(old_ones < states);
}

TEST_CASE("a promotion killed at a random call leaves the old history or the new") {
  if (!can_trace()) {
    WARN("skipped: this machine does not let a process trace its child");
    return;
  }
  const Scene scene;
  const int stops = trace([&] { scene.promote(); }, [](int) { return true; });
  REQUIRE(stops > 100);
  constexpr std::uint32_t seed = 1;
  std::mt19937 random(seed);
  for (int round = 0; round < 25; ++round) {
    const int last = static_cast<int>(random() % static_cast<std::uint32_t>(stops));
    INFO("seed " << seed << ", round " << round << ", killed at stop " << last << " of " << stops);
    scene.reset();
    trace([&] { scene.promote(); }, [&](int stop) { return stop < last; });
    Scene::check(scene.victim(), round % 8 == 0);
  }
}

}  // namespace
}  // namespace sig::promote
