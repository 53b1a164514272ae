#include "repo/repository.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/git_repository.h"

namespace sig::repo {
namespace {

Repository opened(const test::GitRepository& git) {
  auto repository = Repository::open(git.path());
  INFO((repository ? "" : repository.error().message));
  REQUIRE(repository);
  return *std::move(repository);
}

TEST_CASE("a repository is found from a folder within it") {
  const test::GitRepository git;
  git.write("a/b/c.yaml", "x");
  const std::string commit = git.commit("first");
  CHECK(*Repository::open(git.path("a/b"))->head() == commit);
}

TEST_CASE("where there is no repository the error says what to type") {
  const TempFolder folder = *TempFolder::create("none");
  const auto repository = Repository::open(folder.path());
  REQUIRE_FALSE(repository);
  CHECK(repository.error().kind == ErrorKind::Git);
  CHECK(repository.error().message ==
        "there is no git repository at or above \"" + folder.path() + "\"");
  CHECK(repository.error().hint == "git init, then commit the project");
}

TEST_CASE("a repository without commits has an empty head") {
  const test::GitRepository git;
  CHECK(opened(git).head()->empty());
}

TEST_CASE("a repository of another user is refused, with what to type") {
  if (::getuid() != 0) {
    WARN("skipped: only root can give a folder to another user");
    return;
  }
  const test::GitRepository git;
  REQUIRE(::chown(git.path().c_str(), 65534, 65534) == 0);
  REQUIRE(::chown(git.path(".git").c_str(), 65534, 65534) == 0);
  const auto repository = Repository::open(git.path());
  REQUIRE_FALSE(repository);
  CHECK(repository.error().message ==
        "the git repository at \"" + git.path() + "\" belongs to another user");
  CHECK(repository.error().hint ==
        "if you trust it: git config --global --add safe.directory " + git.path());
}

TEST_CASE("the author is who git's configuration says, and an error says what to type") {
  CHECK(to_string(*opened(test::GitRepository()).person()) == "Ada Example <ada@example.org>");
  const test::GitRepository nobody(false);
  const auto person = opened(nobody).person();
  REQUIRE_FALSE(person);
  CHECK(person.error().message == "git does not know who you are: user.name is not set");
  CHECK(person.error().hint == "git config --global user.name \"Your Name\"");
}

TEST_CASE("an author's name that would forge lines of a commit is refused") {
  const test::GitRepository git;
  for (const char* name : {"a\nparent 0000", "a <b>", "a\x1b[2J"}) {
    git.git({"config", "user.name", name});
    const auto person = opened(git).person();
    REQUIRE_FALSE(person);
    CHECK(person.error().message == "user.name in git's configuration is " + quote(name) +
                                        ", which cannot stand in a commit");
  }
}

TEST_CASE("changes are those below the folder, untracked files among them") {
  const test::GitRepository git;
  git.write("signatures/a.yaml", "a");
  git.write("signatures/b.yaml", "b");
  git.write("other/c.yaml", "c");
  git.write(".gitignore", "*.tmp\n");
  git.commit("first");
  using Changes = std::vector<std::string>;
  CHECK(*opened(git).changes(git.path()) == Changes{});
  git.write("signatures/a.yaml", "changed");
  git.write("signatures/deep/er/new.yaml", "n");
  git.write("signatures/x.tmp", "ignored");
  std::filesystem::remove(git.path("signatures/b.yaml"));
  git.write("other/d.yaml", "d");
  git.git({"add", "other/d.yaml"});
  CHECK(*opened(git).changes(git.path("signatures")) ==
        Changes{"deleted signatures/b.yaml",
                "modified signatures/a.yaml",
                "untracked signatures/deep/er/new.yaml"});
  CHECK(*opened(git).changes(git.path("other")) == Changes{"added other/d.yaml"});
  CHECK(opened(git).changes(git.path())->size() == 4);
  CHECK(opened(git).changes("/").error().message ==
        "\"/\" is not below the work tree \"" + git.path() + "/\"");
}

TEST_CASE("a folder whose name is a pattern is compared as it is") {
  const test::GitRepository git;
  git.write("s*/a.yaml", "a");
  git.write("sx/a.yaml", "a");
  git.commit("first");
  git.write("sx/a.yaml", "b");
  CHECK(opened(git).changes(git.path("s*"))->empty());
}

TEST_CASE("a bare repository has no work tree to compare") {
  const test::GitRepository git;
  git.git({"init", "-q", "--bare", "bare.git"});
  const auto changes = Repository::open(git.path("bare.git"))->changes(git.path("bare.git"));
  REQUIRE_FALSE(changes);
  CHECK(changes.error().hint == "run it in a clone that is not bare");
}

TEST_CASE("a hostile configuration runs nothing") {
  const test::GitRepository git;
  git.write("a.yaml", "a");
  git.write(".gitattributes", "*.yaml filter=evil diff=evil\n");
  git.commit("first");
  const std::string run = "touch " + git.path("pwned");
  git.write("run", "#!/bin/sh\n" + run + "\n");
  REQUIRE(::chmod(git.path("run").c_str(), 0755) == 0);
  for (const char* key : {"core.fsmonitor",
                          "core.sshCommand",
                          "core.editor",
                          "core.pager",
                          "filter.evil.clean",
                          "filter.evil.smudge",
                          "filter.evil.process",
                          "diff.evil.command",
                          "diff.evil.textconv",
                          "gpg.program",
                          "credential.helper",
                          "core.gitProxy"})
    git.git({"config", key, git.path("run")});
  git.git({"config", "commit.gpgSign", "true"});
  git.git({"config", "tag.gpgSign", "true"});
  git.git({"config", "core.hooksPath", git.path("hooks")});
  for (const char* hook :
       {"pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"}) {
    git.write(std::string("hooks/") + hook, "#!/bin/sh\n" + run + "\n");
    REQUIRE(::chmod(git.path(std::string("hooks/") + hook).c_str(), 0755) == 0);
  }
  git.write("a.yaml", "b");
  const Repository repository = opened(git);
  CHECK(repository.changes(git.path()));
  const auto blob = repository.write_blob("x");
  const auto tree = repository.write_tree({{"a.yaml", *blob}});
  const auto commit =
      repository.write_commit({.tree = *tree, .who = *repository.person(), .message = "m"});
  const auto tag = repository.write_tag(
      {.name = "prod/1", .commit = *commit, .who = *repository.person(), .message = "m"});
  CHECK(*repository.create_reference("refs/tags/prod/1", *tag, "log"));
  CHECK_FALSE(std::filesystem::exists(git.path("pwned")));
  REQUIRE(run_process({git.path("run")}));
  CHECK(std::filesystem::exists(git.path("pwned")));  // the trap itself works
}

}  // namespace
}  // namespace sig::repo
