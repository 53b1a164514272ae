#include "push/generation_folder.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "base/file.h"

using namespace sig;
using push::GenerationFolder;

namespace {

std::set<std::string> generations(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/generations"))
    names.insert(entry.path().filename());
  return names;
}

}  // namespace

TEST_CASE("five generations are kept: the current one and the newest before it") {
  const TempFolder temp = *TempFolder::create("generations");
  GenerationFolder folder = *GenerationFolder::open(temp.path());
  for (const std::uint64_t release :
       std::initializer_list<std::uint64_t>{2, 9, 10, 11, 12, 13, 14}) {
    REQUIRE(folder.stage(push::generation_name(release, sha256("b")), "bundle", "activation"));
  }
  const auto name = [](std::uint64_t release) {
    return push::generation_name(release, sha256("b"));
  };
  REQUIRE(folder.make_current(name(13)));
  folder.remove_old();
  CHECK(generations(temp.path()) ==
        std::set<std::string>{name(9), name(10), name(11), name(12), name(13), name(14)});
  CHECK(*folder.current() == name(13));
  CHECK(*read_file(temp.path() + "/current/bundle.sigctl") == "bundle");
}

TEST_CASE("two pushes never work on one folder at once") {
  const TempFolder temp = *TempFolder::create("generations");
  {
    const Result<GenerationFolder> first = GenerationFolder::open(temp.path());
    REQUIRE(first);
    const Result<GenerationFolder> second = GenerationFolder::open(temp.path());
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "another push works on \"" + temp.path() + "\"");
  }
  CHECK(GenerationFolder::open(temp.path()));
}

TEST_CASE("a current link of another's making is not replaced") {
  const TempFolder temp = *TempFolder::create("generations");
  std::filesystem::create_symlink("/etc", temp.path() + "/current");
  const GenerationFolder folder = *GenerationFolder::open(temp.path());
  CHECK_FALSE(folder.current());
}
