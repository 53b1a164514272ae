#include "daemon/generation.h"

#include <catch2/catch.hpp>

#include "tests/support/rules_folder.h"

using namespace sig;
using namespace sig::daemon;

TEST_CASE("only a release and a digest name a generation") {
  CHECK(parse_generation("43-0123456789ab")->release == 43);
  for (const std::string_view name : {"",
                                      "43",
                                      "-0123456789ab",
                                      "43-0123456789aB",
                                      "43-0123456789abc",
                                      "43-0123456789a",
                                      "../43-0123456789ab",
                                      "43-../../../etc",
                                      "99999999999-0123456789ab"}) {
    INFO(name);
    CHECK_FALSE(parse_generation(name));
  }
}

TEST_CASE("a current link that leads elsewhere is refused") {
  const TempFolder temp = *TempFolder::create("generation");
  const auto point_to = [&](const std::string& target) {
    std::filesystem::remove(temp.path() + "/current");
    std::filesystem::create_symlink(target, temp.path() + "/current");
    return static_cast<bool>(read_current(temp.path()));
  };
  CHECK_FALSE(read_current(temp.path()));
  CHECK(point_to("generations/43-0123456789ab"));
  CHECK_FALSE(point_to("/etc"));
  CHECK_FALSE(point_to("generations/../../etc"));
  CHECK_FALSE(point_to("generations/43-0123456789ab/"));
  CHECK_FALSE(point_to(std::string(300, 'a')));
}

TEST_CASE("older generations come newest first, by number") {
  const TempFolder temp = *TempFolder::create("generation");
  for (const char* name : {"9-0123456789ab", "10-0123456789ab", "11-0123456789ab", "other"})
    REQUIRE(make_folders(temp.path() + "/generations/" + name));
  const auto older = older_generations(temp.path(), {"11-0123456789ab", 11});
  REQUIRE(older.size() == 2);
  CHECK(older[0].name == "10-0123456789ab");
  CHECK(older[1].name == "9-0123456789ab");
}
