#include "base/base64.h"

#include <catch2/catch.hpp>

using namespace sig;

TEST_CASE("base64 follows the vectors of RFC 4648") {
  struct Case {
    std::string bytes, text;
  };
  const auto c = GENERATE(values<Case>({{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"}}));
  CHECK(to_base64(c.bytes) == c.text);
  CHECK(parse_base64(c.text) == c.bytes);
}

TEST_CASE("each value has one text in base64") {
  for (const char* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", " Zg==", "Zm-v"}) {
    INFO(text);
    CHECK_FALSE(parse_base64(text));
  }
}

TEST_CASE("any byte survives base64") {
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    bytes.push_back(static_cast<char>(i));
  for (size_t length = 0; length <= bytes.size(); ++length)
    REQUIRE(parse_base64(to_base64(bytes.substr(0, length))) == bytes.substr(0, length));
}
