#include "model/id_lock.h"

#include <catch2/catch.hpp>

namespace sig {
namespace {

using Ids = std::vector<std::uint32_t>;

TEST_CASE("numbers are given in the order of ids, above all that were given before") {
  IdLock lock;
  lock.given = {{"gone", {105}}, {"b", {101, 102}}, {"far", {7}}};
  const auto given = give_ids(lock, {{"b", 3}, {"a", 2}, {"far", 1}}, {100, 200}, {107});
  REQUIRE(given);
  REQUIRE(given->size() == 2);
  CHECK(id_line((*given)[0]) == "a 106 108");
  CHECK(id_line((*given)[1]) == "b 109");
  CHECK(lock.of("a") == Ids{106, 108});
  CHECK(lock.of("b") == Ids{101, 102, 109});
  CHECK(lock.of("gone") == Ids{105});
  CHECK(give_ids(lock, {{"b", 3}, {"a", 1}}, {100, 200}, {})->empty());
}

TEST_CASE("a number is never given twice, whatever is added and taken away") {
  IdLock lock;
  std::set<std::uint32_t> seen;
  for (std::uint32_t round = 0; round < 50; ++round) {
    IdNeeds needs;
    for (std::uint32_t i = 0; i < 5; ++i)
      needs["s" + std::to_string((round * 7 + i * 3) % 40)] = 1 + (round + i) % 4;
    const auto given = give_ids(lock, needs, {1000, 5000}, {});
    REQUIRE(given);
    for (const NewIds& ids : *given) {
      for (const std::uint32_t id : ids.ids)
        REQUIRE(seen.insert(id).second);
    }
  }
}

TEST_CASE("a range that is used up is an error that names it") {
  IdLock lock;
  const auto given = give_ids(lock, {{"a", 3}}, {100, 101}, {});
  REQUIRE_FALSE(given);
  CHECK(given.error().message == "no number is left for \"a\" between 100 and 101");
  IdLock top;
  CHECK(give_ids(top, {{"a", 1}}, {UINT32_MAX, UINT32_MAX}, {})->size() == 1);
  CHECK_FALSE(give_ids(top, {{"b", 1}}, {UINT32_MAX, UINT32_MAX}, {}));
}

}  // namespace
}  // namespace sig
