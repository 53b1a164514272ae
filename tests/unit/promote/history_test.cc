#include <catch2/catch.hpp>
#include <functional>

#include "promote/release.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;
using test::made;

struct Attack {
  std::string_view name;
  std::function<void(const GitRepository&)> change;
  std::string message;  ///< {2}, {3} stand for tag objects as they were made
};

const std::string tag3 = "refs/tags/prod/3";

void point(const GitRepository& git, const std::string& reference, const std::string& what) {
  git.git({"update-ref", reference, git.git({"rev-parse", what})});
}

/// Writes a tag object by hand, as `git tag` would not.
std::string tag_object(const GitRepository& git,
                       const std::string& name,
                       const std::string& target,
                       const std::string& type) {
  git.write("t",
            "object " + git.git({"rev-parse", target}) + "\ntype " + type + "\ntag " + name +
                "\ntagger A <a@b> 1764000000 +0000\n\nm\n");
  return git.git({"hash-object", "-t", "tag", "-w", "t"});
}

TEST_CASE("a history that was tampered with is refused, each way with its own message") {
  const auto attack = GENERATE(values<Attack>({
      {"lightweight",
       [](const auto& git) { point(git, tag3, "prod/3^{commit}"); },
       "tag prod/3 is lightweight (it points to a commit); a release is an annotated tag"},
      {"reference to a blob",
       [](const auto& git) { point(git, tag3, "prod/3:release.json"); },
       "tag prod/3 is lightweight (it points to a blob); a release is an annotated tag"},
      {"tag of a tag",
       [](const auto& git) { point(git, tag3, tag_object(git, "prod/3", "prod/2", "tag")); },
       "tag prod/3 points to a tag; a release points to a commit"},
      {"tag of a blob",
       [](const auto& git) {
         point(git, tag3, tag_object(git, "prod/3", "prod/3:release.json", "blob"));
       },
       "tag prod/3 points to a blob; a release points to a commit"},
      {"tag of a tree",
       [](const auto& git) {
         point(git, tag3, tag_object(git, "prod/3", "prod/3^{tree}", "tree"));
       },
       "tag prod/3 points to a tree; a release points to a commit"},
      {"symbolic",
       [](const auto& git) {
         git.git({"update-ref", "-d", tag3});
         git.git({"symbolic-ref", tag3, "refs/tags/prod/2"});
       },
       "tag prod/3 is a symbolic reference, not a release"},
      {"older entry under a new name",
       [](const auto& git) { point(git, "refs/tags/prod/4", "refs/tags/prod/2"); },
       "tag prod/4 holds a tag object named \"prod/2\": it was copied from there"},
      {"older content under a new name",
       [](const auto& git) {
         point(git, "refs/tags/prod/4", tag_object(git, "prod/4", "prod/2^{commit}", "commit"));
       },
       "tag prod/4 holds the release prod/2"},
      {"of another environment",
       [](const auto& git) {
         point(git, "refs/tags/prod/4", tag_object(git, "prod/4", "stage/1^{commit}", "commit"));
       },
       "tag prod/4 holds the release stage/1"},
      {"deleted in the middle",
       [](const auto& git) {
         git.git({"tag", "-d", "prod/2"});
       },
       "tag prod/2 is missing: the history of prod goes up to 3"},
      {"deleted first",
       [](const auto& git) {
         git.git({"tag", "-d", "prod/1"});
       },
       "tag prod/1 is missing: the history of prod goes up to 3"},
      {"a jump ahead",
       [](const auto& git) {
         point(git, "refs/tags/prod/9", tag_object(git, "prod/9", "prod/3^{commit}", "commit"));
       },
       "tag prod/4 is missing: the history of prod goes up to 9"},
      {"moved to the same commit",
       [](const auto& git) {
         point(git, "refs/tags/prod/2", tag_object(git, "prod/2", "prod/2^{commit}", "commit"));
       },
       "tag prod/2 was moved: prod/3 follows tag object {2}, but prod/2 is {now 2}"},
      {"not a release commit",
       [](const auto& git) { point(git, tag3, tag_object(git, "prod/3", "main", "commit")); },
       "commit {main} holds no \"release.json\": the path 'release.json' does not exist in the "
       "given tree"},
      {"not a number",
       [](const auto& git) {
         git.git({"tag", "prod/latest"});
       },
       "tag \"prod/latest\" is not a release of prod: releases are numbered from 1"},
      {"a leading zero",
       [](const auto& git) {
         git.git({"tag", "prod/04"});
       },
       "tag \"prod/04\" is not a release of prod: releases are numbered from 1"},
      {"below a name",
       [](const auto& git) {
         git.git({"tag", "prod/4/x"});
       },
       "tag \"prod/4/x\" is not a release of prod: releases are numbered from 1"},
      {"a look-alike digit",
       [](const auto& git) {
         git.git({"tag", "prod/\xef\xbc\x94"});
       },
       "tag \"prod/\xef\xbc\x94\" is not a release of prod: releases are numbered from 1"},
  }));
  DYNAMIC_SECTION(attack.name) {
    const GitRepository git;
    git.commit("source");
    for (const char* bundle : {"A", "B", "C"})
      made(git, a_release(bundle));
    NewRelease stage = a_release("S");
    stage.environment = "stage";
    made(git, stage);
    std::string message = attack.message;
    const auto fill = [&](const std::string& place, const std::string& what) {
      if (const size_t at = message.find(place); at != std::string::npos) {
        message.replace(at, place.size(), git.git({"rev-parse", what}));
      }
    };
    fill("{2}", "refs/tags/prod/2");
    attack.change(git);
    fill("{now 2}", "refs/tags/prod/2");
    fill("{main}", "main");
    const auto history = read_history(git.path(), "prod");
    REQUIRE_FALSE(history);
    CHECK(history.error().message == message);
    CHECK(history.error().context == std::vector<std::string>{"reading the history of prod"});
    CHECK_FALSE(create_release(git.path(), a_release("D")));
    CHECK_FALSE(create_rollback(git.path(), "prod", std::nullopt, "r", test::release_time));
    CHECK(read_history(git.path(), "stage")->size() == 1);
  }
}

/// A release commit like that of `release` but for one file, under the right tag.
void replace_file(const GitRepository& git,
                  const std::string& path,
                  const std::string& bytes,
                  const std::string& extra_parent = "") {
  git.git({"read-tree", "prod/3"});
  git.write("f", bytes);
  const std::string blob = git.git({"hash-object", "-w", "f"});
  git.git({"update-index", "--add", "--cacheinfo", "100644," + blob + "," + path});
  std::vector<std::string> arguments{"commit-tree", git.git({"write-tree"}), "-m", "m"};
  if (!extra_parent.empty()) arguments.insert(arguments.end(), {"-p", extra_parent});
  arguments.insert(arguments.end(), {"-p", git.git({"rev-parse", "prod/2^{commit}"})});
  point(git, tag3, tag_object(git, "prod/3", git.git(arguments), "commit"));
}

TEST_CASE("content that release.json does not state is refused when it is read") {
  const GitRepository git;
  git.commit("source");
  for (const char* bundle : {"A", "B", "C"})
    made(git, a_release(bundle));
  for (const std::string& path :
       {std::string("bundle.sigctl"), std::string("policy.json"), std::string("evidence/1.json")}) {
    replace_file(git, path, "other");
    const auto history = read_history(git.path(), "prod");
    REQUIRE(history);
    const auto content = read_release_content(git.path(), history->back());
    REQUIRE_FALSE(content);
    CHECK(content.error().message.starts_with(path + " in prod/3 has SHA-256 " +
                                              sha256("other").hex() + "; release.json states "));
    git.git({"update-ref", "-d", tag3});
    made(git, a_release("C"));
  }
}

TEST_CASE("a release commit that does not descend from the one before is refused") {
  const GitRepository git;
  git.commit("source");
  for (const char* bundle : {"A", "B", "C"})
    made(git, a_release(bundle));
  replace_file(git, "more", "x", git.git({"rev-parse", "main"}));
  CHECK(read_history(git.path(), "prod").error().message ==
        "the commit of prod/3 does not descend from that of prod/2");
}

TEST_CASE("a branch of the same name does not stand in for a release") {
  const GitRepository git;
  const std::string source = git.commit("source");
  const Release first = made(git, a_release("A"));
  git.git({"update-ref", "refs/heads/prod/1", source});
  git.git({"update-ref", "refs/heads/prod/2", source});
  const auto history = read_history(git.path(), "prod");
  REQUIRE(history->size() == 1);
  CHECK(history->front().tag_object == first.tag_object);
}

}  // namespace
}  // namespace sig::promote
