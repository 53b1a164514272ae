#include "push/http_client.h"

#include <catch2/catch.hpp>

using namespace sig;
using namespace sig::push;

TEST_CASE("a URL of the daemon names an address") {
  const Result<HttpUrl> v4 = parse_http_url("http://127.0.0.1:8600/check");
  REQUIRE(v4);
  CHECK(v4->ip == parse_ip("127.0.0.1"));
  CHECK(v4->port == 8600);
  CHECK(v4->path == "/check");
  const Result<HttpUrl> v6 = parse_http_url("http://[::1]:80");
  REQUIRE(v6);
  CHECK(v6->ip == parse_ip("::1"));
  CHECK(v6->path == "/");
  for (const char* url : {"",
                          "127.0.0.1",
                          "https://127.0.0.1/",
                          "http://shop/",
                          "http://127.0.0.1:0/",
                          "http://127.0.0.1:65536/",
                          "http://127.0.0.1:x/",
                          "http://127.0.0.1/a b",
                          "http://127.0.0.1/\r\nX: y",
                          "http://user@127.0.0.1/"}) {
    INFO(url);
    CHECK_FALSE(parse_http_url(url));
  }
}

TEST_CASE("a reply is whole when its length has come or the connection ended") {
  struct Case {
    std::string_view name, bytes;
    bool is_closed, is_whole;
    std::string_view body;
  };
  const auto c = GENERATE(values<Case>({
      {"by length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, true, "ok"},
      {"more to come", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", false, false, ""},
      {"head to come", "HTTP/1.1 200 OK\r\nContent-", false, false, ""},
      {"by the end", "HTTP/1.0 200 OK\r\n\r\nok", true, true, "ok"},
      {"no end yet", "HTTP/1.0 200 OK\r\n\r\nok", false, false, ""},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", false, true, ""},
  }));
  DYNAMIC_SECTION(c.name) {
    HttpReply reply;
    const Result<bool> whole = parse_http_reply(c.bytes, c.is_closed, reply);
    REQUIRE(whole);
    CHECK(*whole == c.is_whole);
    if (*whole) CHECK(reply.body == c.body);
  }
}

TEST_CASE("a reply that is cut short or not HTTP is an error") {
  struct Case {
    std::string_view name, bytes, error;
  };
  const auto c = GENERATE(values<Case>({
      {"cut head", "HTTP/1.1 200", "the answer is not HTTP/1.1: it ends inside its head"},
      {"cut body",
       "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
       "the answer is not HTTP/1.1: it ends inside its body"},
      {"another protocol",
       "SSH-2.0\r\n\r\n",
       "the answer is not HTTP/1.1: status line \"SSH-2.0\""},
      {"chunked",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       "the answer is not HTTP/1.1: it has a transfer coding"},
      {"endless length",
       "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
       "the answer is not HTTP/1.1: content-length \"99999999999\""},
  }));
  DYNAMIC_SECTION(c.name) {
    HttpReply reply;
    const Result<bool> whole = parse_http_reply(c.bytes, true, reply);
    REQUIRE_FALSE(whole);
    CHECK(whole.error().message == c.error);
  }
}
