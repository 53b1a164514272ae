#include <catch2/catch.hpp>
#include <functional>

#include "promote/layout.h"
#include "promote/release.h"
#include "repo/repository.h"
#include "tests/support/releases.h"

namespace sig::promote {
namespace {

using test::a_release;
using test::GitRepository;
using test::made;

Result<Release> rollback(const std::string& path, std::optional<std::uint64_t> to = {}) {
  return create_rollback(path, "prod", to, "checkout blocked", test::release_time);
}

TEST_CASE("a rollback is a new, higher entry with the older bytes") {
  const GitRepository git;
  git.commit("source");
  const Release first = made(git, a_release("A"));
  made(git, a_release("B"));
  const auto back = rollback(git.path());
  REQUIRE(back);
  CHECK(back->number == 3);
  CHECK(back->kind == ReleaseKind::Rollback);
  CHECK(back->restores == 1);
  CHECK(back->bundle == first.bundle);
  CHECK(back->evidence == first.evidence);
  CHECK(back->policy == first.policy);
  CHECK(back->source_commit == first.source_commit);
  CHECK(git.git({"show", "prod/3:bundle.sigctl"}) == "bundle A");
  CHECK(git.git({"rev-parse", "prod/3:bundle.sigctl"}) ==
        git.git({"rev-parse", "prod/1:bundle.sigctl"}));
  CHECK(git.git({"tag", "-l", "--format=%(contents:subject)", "prod/3"}) ==
        "prod/3: rollback to prod/1");
  CHECK(read_history(git.path(), "prod")->size() == 3);
  CHECK(git.fsck() == "");
}

TEST_CASE("a rollback needs no source tree: it works in a bare mirror") {
  const GitRepository git;
  git.commit("source");
  made(git, a_release("A"));
  made(git, a_release("B"));
  git.git({"clone", "-q", "--mirror", "file://" + git.path(), "mirror.git"});
  const std::string mirror = git.path("mirror.git");
  git.git({"-C", "mirror.git", "config", "user.name", "Onno Call"});
  git.git({"-C", "mirror.git", "config", "user.email", "oncall@example.org"});
  const auto back = rollback(mirror);
  INFO((back ? "" : back.error().message));
  REQUIRE(back);
  CHECK(read_release_content(mirror, *back)->bundle_bytes == "bundle A");
}

TEST_CASE("fetching one tag brings that release and all before it") {
  const GitRepository git;
  git.commit("source");
  made(git, a_release("A"));
  const Release second = made(git, a_release("B"));
  const GitRepository other;
  other.commit("something else");
  other.git(
      {"fetch", "-q", "--no-tags", "file://" + git.path(), "refs/tags/prod/2:refs/tags/prod/2"});
  const repo::Repository repository = *repo::Repository::open(other.path());
  CHECK(read_release_content(other.path(), second)->bundle_bytes == "bundle B");
  const std::string older = repository.parents(second.commit)->front();
  CHECK(*repository.read_file(older, bundle_path, 100) == "bundle A");
  CHECK(*repository.read_file(older, evidence_path(0), 100) == "{\"evidence\": \"A\"}");
  CHECK(read_history(other.path(), "prod").error().message ==
        "tag prod/1 is missing: the history of prod goes up to 2");
  CHECK(other.fsck().empty());
}

struct Case {
  std::string_view name;
  std::vector<std::string> bundles;  ///< promoted in this order; "<" is a rollback
  std::optional<std::uint64_t> to;
  std::string expected;  ///< number that is restored, or the refusal
};

TEST_CASE("what a rollback goes back to") {
  const auto example = GENERATE(values<Case>({
      {"the one before", {"A", "B"}, {}, "1"},
      {"not the same bundle again", {"A", "B", "B"}, {}, "1"},
      {"the newest that differs", {"A", "B", "C"}, {}, "2"},
      {"a second rollback goes further back", {"A", "B", "C", "<"}, {}, "1"},
      {"and not forward to what was taken back",
       {"A", "B", "<"},
       {},
       "there is nothing older than prod/3 to go back to"},
      {"after a promotion behind a rollback", {"A", "B", "<", "C"}, {}, "3"},
      {"by number", {"A", "B", "C"}, 1, "1"},
      {"forward again, by number", {"A", "B", "<"}, 2, "2"},
      {"itself", {"A", "B"}, 2, "prod/2 is not older than prod/2"},
      {"the future", {"A", "B"}, 7, "prod/7 is not older than prod/2"},
      {"nothing", {"A", "B"}, 0, "prod/0 is not older than prod/2"},
      {"the same bundle by number",
       {"A", "B", "A"},
       1,
       "prod/3 holds the bundle of prod/1 already"},
      {"only one", {"A"}, {}, "there is nothing older than prod/1 to go back to"},
      {"none", {}, {}, "prod has no release yet"},
  }));
  DYNAMIC_SECTION(example.name) {
    const GitRepository git;
    for (const std::string& bundle : example.bundles) {
      if (bundle == "<") {
        REQUIRE(rollback(git.path()));
      } else {
        made(git, a_release(bundle));
      }
    }
    const auto target = rollback_target(git.path(), "prod", example.to);
    CHECK((target ? std::to_string(target->number) : target.error().message) == example.expected);
    const auto back = rollback(git.path(), example.to);
    CHECK((back ? std::to_string(back->restores) : back.error().message) == example.expected);
    if (!back) CHECK(back.error().kind == ErrorKind::Refused);
  }
}

}  // namespace
}  // namespace sig::promote
