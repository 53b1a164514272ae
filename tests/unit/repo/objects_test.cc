#include <catch2/catch.hpp>

#include "repo/repository.h"
#include "tests/support/git_repository.h"

namespace sig::repo {
namespace {

constexpr Time noon{1764000000LL * 1000000000};

struct Written {
  ObjectId commit, tag;
};

Written write_release(const Repository& repository, std::vector<ObjectId> parents = {}) {
  const ObjectId bundle = *repository.write_blob(std::string("\0bundle\xff", 8));
  const ObjectId evidence = *repository.write_blob("{}");
  const ObjectId tree = *repository.write_tree(
      {{"evidence/1.json", evidence}, {"bundle.sigctl", bundle}, {"a/b/c/d", evidence}});
  const Person who = *repository.person();
  const ObjectId commit = *repository.write_commit({.tree = tree,
                                                    .parents = std::move(parents),
                                                    .who = who,
                                                    .when = noon,
                                                    .message = "release prod/1\n"});
  const ObjectId tag = *repository.write_tag(
      {.name = "prod/1", .commit = commit, .who = who, .when = noon, .message = "promote\n"});
  return {commit, tag};
}

TEST_CASE("what is written reads back, through us and through git") {
  const test::GitRepository git;
  const std::string source = git.commit("source");
  const Repository repository = *Repository::open(git.path());
  const Written written = write_release(repository, {source});
  CHECK(*repository.read_file(written.commit, "bundle.sigctl", 100) ==
        std::string("\0bundle\xff", 8));
  CHECK(*repository.read_file(written.commit, "a/b/c/d", 100) == "{}");
  CHECK(*repository.parents(written.commit) == std::vector<ObjectId>{source});
  CHECK(*repository.type_of(written.tag) == ObjectType::Tag);
  const auto tag = repository.read_tag(written.tag);
  CHECK(tag->name == "prod/1");
  CHECK(tag->target == written.commit);
  CHECK(tag->target_type == ObjectType::Commit);
  CHECK(tag->message == "promote\n");
  REQUIRE(*repository.create_reference("refs/tags/prod/1", written.tag, "log"));
  CHECK(git.git({"ls-tree", "-r", "--name-only", "prod/1"}) ==
        "a/b/c/d\nbundle.sigctl\nevidence/1.json");
  CHECK(git.git({"cat-file", "-t", "prod/1"}) == "tag");
  CHECK(git.git({"log", "-1", "--format=%an <%ae> %aI %s", "prod/1"}) ==
        "Ada Example <ada@example.org> 2025-11-24T16:00:00+00:00 release prod/1");
  CHECK(git.fsck() == "");
}

TEST_CASE("the same content gives the same objects") {
  const test::GitRepository git;
  const test::GitRepository other;
  CHECK(write_release(*Repository::open(git.path())).tag ==
        write_release(*Repository::open(other.path())).tag);
}

TEST_CASE("a file over the limit, a folder, a link and nothing are not read") {
  const test::GitRepository git;
  git.write("large", std::string(1000, 'x'));
  git.write("folder/file", "x");
  git.git({"config", "core.symlinks", "true"});
  REQUIRE(run_process({"ln", "-s", "/etc/passwd", git.path("link")})->exit_code == 0);
  const std::string commit = git.commit("first");
  const Repository repository = *Repository::open(git.path());
  const auto refusal = [&](const std::string& path) {
    return repository.read_file(commit, path, 999).error().message;
  };
  CHECK(refusal("large") == "\"large\" in commit " + commit + " has 1000 bytes; the limit is 999");
  CHECK(refusal("folder") == "\"folder\" in commit " + commit + " is not a regular file");
  CHECK(refusal("link") == "\"link\" in commit " + commit + " is not a regular file");
  CHECK(refusal("none").starts_with("commit " + commit + " holds no \"none\": "));
}

TEST_CASE("an id that is none, is not there or is of another type is an error") {
  const test::GitRepository git;
  const std::string commit = git.commit("first");
  const Repository repository = *Repository::open(git.path());
  CHECK(repository.type_of("HEAD").error().message == "\"HEAD\" is not an object id");
  CHECK(repository.type_of(std::string(40, 'g')).error().message ==
        "\"" + std::string(40, 'g') + "\" is not an object id");
  CHECK(repository.type_of(std::string(40, '1'))
            .error()
            .message.starts_with("cannot read object 1111"));
  CHECK(repository.read_tag(commit).error().message.starts_with("cannot read object " + commit));
  CHECK_FALSE(repository.write_tree({{"../x", commit}}));
  CHECK_FALSE(repository.write_tree({{".git/config", *repository.write_blob("x")}}));
}

TEST_CASE("a damaged object is an error, not other content") {
  const test::GitRepository git;
  git.write("file", "content");
  const std::string commit = git.commit("first");
  const std::string blob = git.git({"rev-parse", "HEAD:file"});
  const std::string path = git.path(".git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2));
  const std::string other = git.git({"rev-parse", "HEAD^{tree}"});
  const std::string wrong =
      *read_file(git.path(".git/objects/" + other.substr(0, 2) + "/" + other.substr(2)));
  REQUIRE(write_atomically(path, wrong));
  CHECK_FALSE(Repository::open(git.path())->read_file(commit, "file", 100));
  REQUIRE(write_atomically(path, "not zlib"));
  CHECK_FALSE(Repository::open(git.path())->read_file(commit, "file", 100));
}

}  // namespace
}  // namespace sig::repo
