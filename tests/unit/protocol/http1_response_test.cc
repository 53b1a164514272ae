#include <zlib.h>

#include <catch2/catch.hpp>

#include "tests/unit/protocol/http1_units.h"

namespace sig::protocol {
namespace {

const std::string get = "GET /dir/file.bin HTTP/1.1\r\nHost: a\r\n\r\n";

std::string gzip(std::string_view text) {
  std::string out(text.size() + 100, '\0');
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

SeenUnit response_to_get(const std::string& response) {
  const SeenUnits seen = units_of({{true, get}, {false, response}});
  REQUIRE(seen.units.size() == 2);
  REQUIRE_FALSE(seen.units[1].to_server);
  return seen.units[1];
}

TEST_CASE("a response shows what rules look at") {
  const SeenUnit unit = response_to_get(
      "HTTP/1.1 302 Gone Away\r\nServer: s/1\r\nSet-Cookie: a=1\r\nLocation: /x\r\n"
      "Content-Type: text/html\r\nContent-Length: 2\r\n\r\nok");
  CHECK(unit.value(IpsBuffer::HttpResponseLine) == "HTTP/1.1 302 Gone Away");
  CHECK(unit.value(IpsBuffer::HttpProtocol) == "HTTP/1.1");
  CHECK(unit.value(IpsBuffer::HttpStatCode) == "302");
  CHECK(unit.value(IpsBuffer::HttpStatMsg) == "Gone Away");
  CHECK(unit.value(IpsBuffer::HttpServer) == "s/1");
  CHECK(unit.value(IpsBuffer::HttpCookie) == "a=1");
  CHECK(unit.value(IpsBuffer::HttpLocation) == "/x");
  CHECK(unit.value(IpsBuffer::HttpContentType) == "text/html");
  CHECK(unit.value(IpsBuffer::HttpContentLen) == "2");
  CHECK(unit.value(IpsBuffer::HttpHeader) ==
        "Server: s/1\r\nLocation: /x\r\nContent-Type: text/html\r\nContent-Length: 2\r\n");
  CHECK(unit.value(IpsBuffer::HttpStart) ==
        "HTTP/1.1 302 Gone Away\r\nServer: s/1\r\nSet-Cookie: a=1\r\nLocation: /x\r\n"
        "Content-Type: text/html\r\nContent-Length: 2\r\n\r\n");
  CHECK(unit.value(IpsBuffer::HttpResponseBody) == "ok");
  CHECK(unit.value(IpsBuffer::FileData) == "ok");
  CHECK(unit.value(IpsBuffer::FileName) == "/dir/file.bin");
  CHECK(unit.value(IpsBuffer::HttpUri) == "(none)");
}

TEST_CASE("a response's file has the name it is given") {
  const SeenUnit unit = response_to_get(
      "HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=\"e.exe\"\r\n"
      "Content-Length: 2\r\n\r\nMZ");
  CHECK(unit.value(IpsBuffer::FileName) == "e.exe");
}

TEST_CASE("bodies are shown decoded") {
  const std::string text = "the quick brown fox";
  SECTION("chunked") {
    const SeenUnit unit = response_to_get(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nthe\r\n10\r\n quick brown "
        "fox\r\n"
        "0\r\n\r\n");
    CHECK(unit.value(IpsBuffer::FileData) == text);
  }
  SECTION("gzip") {
    const std::string body = gzip(text);
    const SeenUnit unit =
        response_to_get("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(unit.value(IpsBuffer::FileData) == text);
  }
  SECTION("two layers of gzip") {
    const std::string body = gzip(gzip(text));
    const SeenUnit unit =
        response_to_get("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(unit.value(IpsBuffer::FileData) == text);
  }
  SECTION("three layers are one too many") {
    const std::string body = gzip(gzip(gzip(text)));
    const SeenUnit unit = response_to_get(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(unit.value(IpsBuffer::FileData) != text);
    CHECK(unit.has_event("http.too_many_encoding_layers"));
  }
}

TEST_CASE("a body without a length ends with the connection") {
  const SeenUnit unit = response_to_get("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  CHECK(unit.value(IpsBuffer::HttpResponseBody) == "until the end");
}

TEST_CASE("a response without a request is one all the same") {
  const SeenUnits seen = units_of({{false, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"}});
  REQUIRE(seen.units.size() == 1);
  CHECK_FALSE(seen.units[0].to_server);
  CHECK(seen.units[0].value(IpsBuffer::HttpResponseBody) == "x");
  CHECK(seen.units[0].has_event("http.unable_to_match_response_to_request"));
}

TEST_CASE("behind an accepted CONNECT the protocol is found out again") {
  const AppContext context = everything_of_http();
  SeenUnits seen;
  const auto parser = make_http1_parser(context);
  CHECK(parser->data(true, "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", seen));
  CHECK_FALSE(parser->data(false, "HTTP/1.1 200 OK\r\n\r\n", seen));
  CHECK(parser->detects_again());
  CHECK(seen.units.size() == 2);
}

TEST_CASE("an upgrade to HTTP/2 is said") {
  const AppContext context = everything_of_http();
  SeenUnits seen;
  const auto parser = make_http1_parser(context);
  CHECK(parser->data(true, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\n", seen));
  CHECK_FALSE(parser->data(
      false,
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
      seen));
  CHECK(parser->changes_to() == AppProtocol::Http2);
}

TEST_CASE("messages are frames when frames are wanted") {
  AppContext context = everything_of_http();
  context.wants.frames = true;
  const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const SeenUnits seen =
      units_of(context, {{true, get}, {false, response}, {true, get}, {false, response}});
  const std::vector<std::pair<std::string, std::string>> expected{{"http1.request", get},
                                                                  {"http1.response", response},
                                                                  {"http1.request", get},
                                                                  {"http1.response", response}};
  CHECK(seen.frames == expected);
}

}  // namespace
}  // namespace sig::protocol
