#include "daemon/http_head.h"

#include <catch2/catch.hpp>

using namespace sig;
using namespace sig::daemon;

namespace {

int status_of(std::string_view bytes, HttpLimits limits = {}) {
  HttpHead head;
  return read_http_head(bytes, limits, head);
}

}  // namespace

TEST_CASE("a head is read into views of its parts") {
  HttpHead head;
  const std::string bytes =
      "POST /check?x HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nContent-Length: 12\r\n\r\n";
  REQUIRE(read_http_head(bytes, {}, head) == 0);
  CHECK(head.method == "POST");
  CHECK(head.target == "/check?x");
  CHECK(head.content_length == 12);
  CHECK(head.keep_alive);
  REQUIRE(head.headers.size() == 3);
  CHECK(head.headers[1].name == "X-Empty");
  CHECK(head.headers[1].value.empty());
}

TEST_CASE("a head that two parsers could read in two ways is refused") {
  struct Case {
    std::string_view name, bytes;
    int status;
  };
  const auto c = GENERATE(values<Case>({
      {"no request line", "\r\n\r\n", 400},
      {"two words", "GET /\r\n\r\n", 400},
      {"control byte in the target", "GET /\x01 HTTP/1.1\r\n\r\n", 400},
      {"another version", "GET / HTTP/2.0\r\n\r\n", 505},
      {"bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"CR inside a value", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", 400},
      {"folded line", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400},
      {"space before the colon", "GET / HTTP/1.1\r\nA : b\r\n\r\n", 400},
      {"no colon", "GET / HTTP/1.1\r\nAb\r\n\r\n", 400},
      {"two lengths", "GET / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\n", 400},
      {"signed length", "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400},
      {"length list", "GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 400},
      {"length too big for a number",
       "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
       400},
      {"length over the limit", "GET / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413},
      {"chunked", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {"an expectation we do not know", "GET / HTTP/1.1\r\nExpect: tea\r\n\r\n", 417},
      {"bytes behind the end", "GET / HTTP/1.1\r\n\r\nx", 400},
      {"no end", "GET / HTTP/1.1\r\nA: b\r\n", 400},
  }));
  DYNAMIC_SECTION(c.name) {
    CHECK(status_of(c.bytes) == c.status);
  }
}

TEST_CASE("the number of headers has a limit") {
  std::string bytes = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 3; ++i)
    bytes += "A: b\r\n";
  bytes += "\r\n";
  CHECK(status_of(bytes, {.headers = 3}) == 0);
  CHECK(status_of(bytes, {.headers = 2}) == 431);
}

TEST_CASE("who keeps the connection open") {
  struct Case {
    std::string_view name, bytes;
    bool keeps;
  };
  const auto c = GENERATE(values<Case>({
      {"1.1", "GET / HTTP/1.1\r\n\r\n", true},
      {"1.1 close", "GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", false},
      {"1.0", "GET / HTTP/1.0\r\n\r\n", false},
      {"1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: te, keep-alive\r\n\r\n", true},
  }));
  DYNAMIC_SECTION(c.name) {
    HttpHead head;
    REQUIRE(read_http_head(c.bytes, {}, head) == 0);
    CHECK(head.keep_alive == c.keeps);
  }
}
