#include "source/id_lock.h"

#include <catch2/catch.hpp>

namespace sig::source {
namespace {

TEST_CASE("ids.lock is read: comments and blank lines aside, numbers in their order") {
  const auto lock = read_id_lock(
      "# a comment\n\nb-two 9000003\na 9000000 9000001\r\nb-two 12 9000002\n", "ids.lock");
  REQUIRE(lock);
  CHECK(lock->of("a") == std::vector<std::uint32_t>{9000000, 9000001});
  CHECK(lock->of("b-two") == std::vector<std::uint32_t>{9000003, 12, 9000002});
  CHECK(lock->of("c").empty());
  CHECK(read_id_lock("", "ids.lock")->given.empty());
}

TEST_CASE("what is wrong in ids.lock is named with its line") {
  struct Row {
    std::string_view text, message;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"a 1\n<<<<<<< HEAD\nb 2\n", "ids.lock:2: a merge conflict is not resolved"},
           {"a 1\n=======\n", "ids.lock:2: a merge conflict is not resolved"},
           {">>>>>>> topic\n", "ids.lock:1: a merge conflict is not resolved"},
           {"||||||| base\n", "ids.lock:1: a merge conflict is not resolved"},
           {"a 7\nb 8 7\n", "ids.lock:2: the number 7 was given in line 1 before"},
           {"a 7 7\n", "ids.lock:1: the number 7 was given in line 1 before"},
           {"a\n", "ids.lock:1: expected the id of a signature and its numbers, a blank between"},
           {"A 1\n", "ids.lock:1: expected the id of a signature and its numbers, a blank between"},
           {" a 1\n",
            "ids.lock:1: expected the id of a signature and its numbers, a blank between"},
           {"a  1\n", "ids.lock:1: \"\" is no number of a rule"},
           {"a 1 \n", "ids.lock:1: \"\" is no number of a rule"},
           {"a 0\n", "ids.lock:1: \"0\" is no number of a rule"},
           {"a 01\n", "ids.lock:1: \"01\" is no number of a rule"},
           {"a 4294967296\n", "ids.lock:1: \"4294967296\" is no number of a rule"},
           {"a -1\n", "ids.lock:1: \"-1\" is no number of a rule"},
           {"a 1\xff\n", "ids.lock is no text in UTF-8"},
       }) {
    INFO(row.text);
    const auto lock = read_id_lock(row.text, "ids.lock");
    REQUIRE_FALSE(lock);
    CHECK(lock.error().message == row.message);
    CHECK(lock.error().kind == ErrorKind::Input);
  }
}

}  // namespace
}  // namespace sig::source
