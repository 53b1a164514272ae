#include "promote/release.h"

#include <catch2/catch.hpp>

#include "repo/repository.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;
using test::made;

TEST_CASE("a release is an annotated tag whose commit holds all that it needs") {
  const GitRepository git;
  git.write("signatures/a.yaml", "a");
  const std::string source = git.commit("first signature");
  const Release first = made(git, a_release("A"));
  const Release second = made(git, a_release("B"));
  CHECK(second.number == 2);
  CHECK(second.previous_tag == first.tag_object);
  CHECK(second.source_commit == source);
  CHECK(second.who == "Ada Example <ada@example.org>");
  CHECK(git.git({"ls-tree", "-r", "--name-only", "prod/2"}) ==
        "bundle.sigctl\nevidence/1.json\npolicy.json\nrelease.json");
  CHECK(git.git({"show", "prod/2:bundle.sigctl"}) == "bundle B");
  CHECK(git.git({"rev-parse", "prod/2^1", "prod/2^2"}) == first.commit + "\n" + source);
  CHECK(git.git({"log", "--first-parent", "--format=%s", "prod/2"}) ==
        "prod/2: promote\nprod/1: promote\nfirst signature");
  CHECK(git.git({"for-each-ref", "--format=%(objecttype) %(subject)", "refs/tags"}) ==
        "tag prod/1: promote\ntag prod/2: promote");
  CHECK(git.git({"tag", "-l", "--format=%(contents:body)", "prod/1"}) ==
        "reason: ticket 42\nbundle: sha256:" + first.bundle.hex() +
            "\nevidence: sha256:" + first.evidence.at(0).hex() +
            "\npolicy: sha256:" + first.policy.hex() + "\nsource: " + source);
  CHECK(git.fsck() == "");
}

TEST_CASE("the history is read back whole and in order, past nine as well") {
  const GitRepository git;
  git.commit("source");
  std::vector<Release> all;
  for (int i = 1; i <= 11; ++i)
    all.push_back(made(git, a_release(std::to_string(i))));
  git.git({"tag", "production/1"});
  git.git({"pack-refs", "--all"});
  const auto history = read_history(git.path(), "prod");
  REQUIRE(history);
  REQUIRE(history->size() == 11);
  for (size_t i = 0; i < 11; ++i) {
    CHECK((*history)[i].number == i + 1);
    CHECK((*history)[i].tag_object == all[i].tag_object);
    CHECK((*history)[i].when == all[i].when);
    const auto content = read_release_content(git.path(), (*history)[i]);
    REQUIRE(content);
    CHECK(content->bundle_bytes == "bundle " + std::to_string(i + 1));
    CHECK(content->evidence_texts.size() == 1);
    CHECK(content->policy_text == "{\"policy\": 1}");
  }
}

TEST_CASE("an environment without a release has an empty history") {
  CHECK(read_history(GitRepository().path(), "prod")->empty());
}

TEST_CASE("a decision made on an older history is refused and names the winner") {
  const GitRepository git;
  CHECK(made(git, a_release("A", 0)).number == 1);
  git.git({"config", "user.name", "Ben"});
  CHECK(made(git, a_release("B", 1)).number == 2);
  const auto late = create_release(git.path(), a_release("C", 1));
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == ErrorKind::Refused);
  CHECK(late.error().message ==
        "prod/2 was created in the meantime by Ben <ada@example.org> at 2025-11-24T16:00:00Z "
        "(promote, bundle " +
            sha256("bundle B").hex().substr(0, 12) + "); nothing was changed");
  CHECK(late.error().hint == "look at it (sigctl log prod), then decide again");
  CHECK(read_history(git.path(), "prod")->size() == 2);
}

TEST_CASE("a reason cannot forge lines of the message") {
  const GitRepository git;
  NewRelease wanted = a_release("A");
  wanted.reason = "x\nbundle: sha256:0\n-----BEGIN SSH SIGNATURE-----\x1b[2J";
  made(git, wanted);
  CHECK(
      git.git({"tag", "-l", "--format=%(contents:body)", "prod/1"})
          .starts_with(
              "reason: x bundle: sha256:0 -----BEGIN SSH SIGNATURE-----\\x1b[2J\nbundle: sha256:"));
  CHECK(read_history(git.path(), "prod")->front().reason == wanted.reason);
}

TEST_CASE("what cannot be a release is refused and leaves no reference") {
  const GitRepository git;
  NewRelease wanted = a_release("A");
  wanted.source_commit = std::string(40, '1');
  CHECK(create_release(git.path(), wanted).error().message ==
        "the source commit \"1111111111111111111111111111111111111111\" is not in this repository");
  wanted = a_release("A");
  wanted.environment = "a..b";
  CHECK(create_release(git.path(), wanted).error().kind == ErrorKind::Input);
  wanted = a_release("A");
  wanted.reason = "\xff";
  CHECK_FALSE(create_release(git.path(), wanted));
  CHECK(git.git({"for-each-ref"}).empty());
  const GitRepository nobody(false);
  CHECK(create_release(nobody.path(), a_release("A")).error().message ==
        "git does not know who you are: user.name is not set");
}

TEST_CASE("the state of the sources is the commit and what differs from it") {
  const GitRepository git;
  CHECK(source_state(git.path(), {})->commit.empty());
  git.write("signatures/a.yaml", "a");
  const std::string commit = git.commit("first");
  CHECK(source_state(git.path(), {})->commit == commit);
  CHECK_FALSE(source_state(git.path(), {})->is_dirty);
  for (int i = 0; i < 30; ++i)
    git.write("signatures/new" + std::to_string(i) + ".yaml", "b");
  const auto state = source_state(git.path(), {"signatures/"});
  CHECK(state->is_dirty);
  CHECK(state->changes.size() == 20);
  CHECK(state->changes.front() == "untracked signatures/new0.yaml");
  CHECK_FALSE(source_state(git.path(), {"sigctl.yaml", "rules/"})->is_dirty);
  git.write("sigctl.yaml", "project: x");
  CHECK(source_state(git.path(), {"sigctl.yaml", "rules/"})->changes ==
        std::vector<std::string>{"untracked sigctl.yaml"});
  CHECK(source_state(git.path("signatures"), {"../sigctl.yaml"})->is_dirty);
  CHECK(source_state(git.path(), {"../elsewhere"}).error().message ==
        "\"../elsewhere\" is not below the work tree");
}

TEST_CASE("a folder becomes a repository, with its files committed where an author is known") {
  const GitRepository outside(false);
  const TempFolder folder = *TempFolder::create("init");
  REQUIRE(write_atomically(join_path(folder.path(), "sigctl.yaml"), "project: x\n"));
  REQUIRE(write_atomically(join_path(folder.path(), ".gitignore"), "*.bundle\n"));
  REQUIRE(write_atomically(join_path(folder.path(), "out.bundle"), "x"));
  CHECK(init_repository(folder.path(), "first")->empty());
  CHECK(source_state(folder.path(), {})->changes.size() == 2);
  const auto repository = repo::Repository::open(folder.path());
  const auto commit = repository->commit_all({"Ada", "ada@example.org"}, "first");
  REQUIRE(commit);
  CHECK(source_state(folder.path(), {})->commit == *commit);
  CHECK_FALSE(source_state(folder.path(), {})->is_dirty);
  CHECK_FALSE(repository->read_file(*commit, "out.bundle", 10));
  CHECK(outside.git({"-C", folder.path(), "log", "--format=%s %an", "main"}) == "first Ada");
  CHECK(init_repository(folder.path(), "again")->empty());
  CHECK(source_state(folder.path(), {})->commit == *commit);
}

}  // namespace
}  // namespace sig::promote
