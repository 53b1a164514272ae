#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "repo/repository.h"
#include "tests/support/git_repository.h"

namespace sig::repo {
namespace {

const std::string name = "refs/tags/prod/1";

TEST_CASE("a reference is created once and never replaced") {
  const test::GitRepository git;
  const std::string first = git.commit("first");
  const std::string second = git.commit("second");
  const Repository repository = *Repository::open(git.path());
  CHECK(*repository.create_reference(name, first, "log"));
  CHECK_FALSE(*repository.create_reference(name, second, "log"));
  CHECK_FALSE(*repository.create_reference(name, first, "log"));  // equal content wins once too
  CHECK(git.git({"rev-parse", name}) == first);
  git.git({"pack-refs", "--all"});
  CHECK_FALSE(*repository.create_reference(name, second, "log"));
  CHECK(git.git({"rev-parse", name}) == first);
}

TEST_CASE("references are listed whole, sorted, and symbolic ones without a target") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  for (const char* tag : {"prod/10", "prod/2", "production/1", "prod/1"})
    git.git({"tag", tag});
  git.git({"symbolic-ref", "refs/tags/prod/3", "refs/tags/prod/2"});
  git.git({"branch", "prod/1"});
  const auto found = *Repository::open(git.path())->references("refs/tags/prod/");
  std::string shown;
  for (const Reference& reference : found)
    shown +=
        reference.name + (reference.target == commit ? " commit\n" : " " + reference.target + "\n");
  CHECK(shown ==
        "refs/tags/prod/1 commit\nrefs/tags/prod/10 commit\nrefs/tags/prod/2 "
        "commit\nrefs/tags/prod/3 \n");
}

TEST_CASE("names that git does not take are refused before anything is written") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  const Repository repository = *Repository::open(git.path());
  for (const std::string& bad : {std::string("refs/tags/a..b"),
                                 std::string("refs/tags/a@{b"),
                                 std::string("refs/tags/a.lock"),
                                 std::string("refs/tags/a\nb"),
                                 std::string("refs/tags/a b"),
                                 std::string("refs/tags/"),
                                 std::string("refs/tags/a\0b", 13),
                                 std::string("refs/tags/a~1")}) {
    INFO(bad);
    CHECK_FALSE(is_reference_name(bad));
    CHECK_FALSE(repository.create_reference(bad, commit, "log"));
  }
  CHECK_FALSE(repository.create_reference("refs/tags/" + std::string(4096, 'a'), commit, "log"));
  CHECK(repository.references("refs/tags/")->empty());
}

TEST_CASE("a name that is the folder of another reference is an error") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  git.git({"tag", "prod/1/x"});
  const auto created = Repository::open(git.path())->create_reference(name, commit, "log");
  REQUIRE_FALSE(created);
  CHECK(created.error().kind == ErrorKind::Git);
}

TEST_CASE("of many processes that create one reference exactly one wins") {
  const test::GitRepository git;
  constexpr int contenders = 8;
  std::array<std::string, contenders> targets;
  for (std::string& target : targets)
    target = git.commit("contender");
  for (int round = 1; round <= 10; ++round) {
    const std::string tag = "refs/tags/race/" + std::to_string(round);
    std::array<int, 2> gate{};
    REQUIRE(::pipe(gate.data()) == 0);
    std::array<pid_t, contenders> children{};
    for (size_t i = 0; i < contenders; ++i) {
      children[i] = ::fork();
      if (children[i] != 0) continue;
      ::close(gate[1]);
      const auto repository = Repository::open(git.path());
      char byte = 0;
      [[maybe_unused]] const ssize_t opened = ::read(gate[0], &byte, 1);
      const auto created = repository->create_reference(tag, targets[i], "log");
      ::_exit(!created ? 2 : *created ? 0 : 1);
    }
    ::close(gate[0]);
    ::close(gate[1]);
    int winners = 0;
    for (size_t i = 0; i < contenders; ++i) {
      int status = 0;
      REQUIRE(::waitpid(children[i], &status, 0) == children[i]);
      REQUIRE(WIFEXITED(status));
      REQUIRE(WEXITSTATUS(status) <= 1);
      if (WEXITSTATUS(status) != 0) continue;
      ++winners;
      CHECK(git.git({"rev-parse", tag}) == targets[i]);
    }
    REQUIRE(winners == 1);
  }
  CHECK(git.fsck() == "");
}

TEST_CASE("a lock that a killed process of ours left is cleared") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  git.write(".git/sigctl.lock", name);
  git.write(".git/" + name + ".lock", "");
  CHECK(*Repository::open(git.path())->create_reference(name, commit, "log"));
  CHECK(read_file(git.path(".git/sigctl.lock"))->empty());
}

TEST_CASE("a lock file whose content we would not write removes nothing") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  for (const char* content :
       {"refs/tags/../../config", "config", "/etc/passwd", "refs/heads/main"}) {
    git.write(".git/config.lock", "");
    git.write(".git/refs/heads/main.lock", "");
    git.write(".git/sigctl.lock", content);
    const Repository repository = *Repository::open(git.path());
    CHECK(repository.create_reference(
        "refs/tags/" + std::to_string(repository.references("refs/tags/")->size()), commit, "log"));
    CHECK(is_file(git.path(".git/config.lock")));
    CHECK(is_file(git.path(".git/refs/heads/main.lock")));
  }
}

TEST_CASE("a living lock of another program is waited for and never taken away") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  const std::string lock = git.path(".git/" + name + ".lock");
  git.write(".git/" + name + ".lock", "");
  const auto refused = Repository::open(git.path())->create_reference(name, commit, "log");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "cannot create \"refs/tags/prod/1\": it is locked for over 5 s");
  CHECK(refused.error().hint == "if no git process runs in this repository: rm " + lock);
  CHECK(is_file(lock));
  std::thread other([&] { std::filesystem::remove(lock); });
  const auto created = Repository::open(git.path())->create_reference(name, commit, "log");
  other.join();
  CHECK(*created);
}

}  // namespace
}  // namespace sig::repo
