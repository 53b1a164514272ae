#include "daemon/event_line.h"

#include <catch2/catch.hpp>

using sig::daemon::show_match;

TEST_CASE("a shown match masks what surrounds it") {
  CHECK(show_match("user=Smith&f=/etc/passwd&n=7", 13, 11) == "****=*****&*=/etc/passwd&*=*");
  CHECK(show_match("abc", 0, 3) == "abc");
  CHECK(show_match("abc", 9, 9) == "***");
  CHECK(show_match(std::string(40, 'a') + "X" + std::string(40, 'b'), 40, 1) ==
        "..." + std::string(24, '*') + "X" + std::string(24, '*') + "...");
}

TEST_CASE("a shown match cannot write to a terminal") {
  const std::string shown = show_match("a\x1b[2J\xff", 1, 5);
  for (const char c : shown) {
    CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK(static_cast<unsigned char>(c) < 0x7f);
  }
}
