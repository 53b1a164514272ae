#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

#include "promote/release.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;

enum Outcome { won, lost, failed };

Outcome outcome_of(const Result<Release>& release) {
  if (release) return won;
  return release.error().kind == ErrorKind::Refused ? lost : failed;
}

/// Forks `count` processes that do `work` at the same moment, and counts what came of it.
template <class Work>
std::array<int, 3> race(size_t count, Work work) {
  std::array<int, 2> gate{};
  REQUIRE(::pipe(gate.data()) == 0);
  std::vector<pid_t> children;
  for (size_t i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(gate[1]);
      char byte = 0;
      [[maybe_unused]] const ssize_t opened = ::read(gate[0], &byte, 1);
      ::_exit(outcome_of(work(i)));
    }
    children.push_back(child);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  std::array<int, 3> outcomes{};
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    ++outcomes.at(static_cast<size_t>(WEXITSTATUS(status)));
  }
  return outcomes;
}

TEST_CASE("of 8 processes that promote on one decision exactly one wins, round after round") {
  const GitRepository git;
  git.commit("source");
  constexpr std::uint64_t rounds = 15;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const auto outcomes = race(8, [&](size_t i) {
      return create_release(git.path(),
                            a_release(std::to_string(round) + "/" + std::to_string(i), round));
    });
    REQUIRE(outcomes == std::array<int, 3>{1, 7, 0});
  }
  const auto history = read_history(git.path(), "prod");
  REQUIRE(history);
  CHECK(history->size() == rounds);
  for (const Release& release : *history)
    CHECK(read_release_content(git.path(), release));
  CHECK(git.git({"rev-list", "--count", "--first-parent", "prod/15"}) == "16");
  CHECK(git.fsck() == "");
}

TEST_CASE("promotions and rollbacks at the same moment leave one history without a gap") {
  const GitRepository git;
  test::made(git, a_release("A"));
  test::made(git, a_release("B"));
  size_t expected = 2;
  for (int round = 0; round < 5; ++round) {
    const auto outcomes = race(4, [&](size_t i) {
      if (i % 2 == 0)
        return create_release(git.path(),
                              a_release(std::to_string(round * 4 + static_cast<int>(i))));
      return create_rollback(git.path(), "prod", 1, "race", test::release_time);
    });
    REQUIRE(outcomes[failed] == 0);
    REQUIRE(outcomes[won] >= 1);
    expected += static_cast<size_t>(outcomes[won]);
    const auto history = read_history(git.path(), "prod");
    INFO((history ? "" : history.error().message));
    REQUIRE(history);
    REQUIRE(history->size() == expected);
  }
  CHECK(git.fsck() == "");
}

}  // namespace
}  // namespace sig::promote
