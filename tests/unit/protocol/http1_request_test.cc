#include <catch2/catch.hpp>

#include "tests/unit/protocol/http1_units.h"

namespace sig::protocol {
namespace {

const std::string request =
    "POST /a/./b%2ec/%41\\d?q=%3Cx%3E#top HTTP/1.1\r\n"
    "Host: WWW.Example.COM:8080\r\n"
    "User-Agent: test/1\r\n"
    "Cookie: id=7\r\n"
    "Referer: http://x/\r\n"
    "Accept: */*\r\n"
    "Accept-Encoding: gzip\r\n"
    "Accept-Language: de\r\n"
    "Connection: close\r\n"
    "X-Empty:\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 5\r\n\r\n"
    "hello";

TEST_CASE("a request shows what rules look at") {
  const SeenUnits seen = units_of({{true, request}});
  REQUIRE(seen.units.size() == 1);
  const SeenUnit& unit = seen.units[0];
  CHECK(unit.to_server);
  struct Case {
    IpsBuffer buffer;
    std::string value;
  };
  const std::vector<Case> cases{
      {IpsBuffer::HttpUri, "/a/b.c/A/d?q=<x>#top"},
      {IpsBuffer::HttpUriRaw, "/a/./b%2ec/%41\\d?q=%3Cx%3E#top"},
      {IpsBuffer::HttpMethod, "POST"},
      {IpsBuffer::HttpProtocol, "HTTP/1.1"},
      {IpsBuffer::HttpRequestLine, "POST /a/./b%2ec/%41\\d?q=%3Cx%3E#top HTTP/1.1"},
      {IpsBuffer::HttpHost, "WWW.Example.COM"},
      {IpsBuffer::HttpHostRaw, "WWW.Example.COM:8080"},
      {IpsBuffer::HttpUserAgent, "test/1"},
      {IpsBuffer::HttpCookie, "id=7"},
      {IpsBuffer::HttpReferer, "http://x/"},
      {IpsBuffer::HttpAccept, "*/*"},
      {IpsBuffer::HttpAcceptEnc, "gzip"},
      {IpsBuffer::HttpAcceptLang, "de"},
      {IpsBuffer::HttpConnection, "close"},
      {IpsBuffer::HttpContentType, "text/plain"},
      {IpsBuffer::HttpContentLen, "5"},
      {IpsBuffer::HttpRequestBody, "hello"},
      {IpsBuffer::FileData, "hello"},
      {IpsBuffer::FileName, "/a/b.c/A/d"},
      {IpsBuffer::HttpHeaderNames,
       "\r\nHost\r\nUser-Agent\r\nCookie\r\nReferer\r\nAccept\r\nAccept-Encoding\r\n"
       "Accept-Language\r\nConnection\r\nX-Empty\r\nContent-Type\r\nContent-Length\r\n\r\n"},
      {IpsBuffer::HttpHeader,
       "Host: WWW.Example.COM:8080\r\nUser-Agent: test/1\r\nReferer: http://x/\r\nAccept: */*\r\n"
       "Accept-Encoding: gzip\r\nAccept-Language: de\r\nConnection: close\r\nX-Empty: \r\n"
       "Content-Type: text/plain\r\nContent-Length: 5\r\n"},
      {IpsBuffer::HttpStatCode, "(none)"},
      {IpsBuffer::HttpResponseBody, "(none)"},
  };
  for (const Case& one : cases) {
    INFO(static_cast<int>(one.buffer));
    CHECK(unit.value(one.buffer) == one.value);
  }
  const size_t head = request.find("Host");
  CHECK(unit.value(IpsBuffer::HttpHeaderRaw) == request.substr(head, request.size() - head - 5));
  CHECK(unit.all(IpsBuffer::HttpRequestHeader).size() == 11);
  CHECK(unit.all(IpsBuffer::HttpRequestHeader)[2] == "Cookie: id=7");
}

TEST_CASE("what nobody wants is not made") {
  AppContext context;
  context.wants.want(IpsBuffer::HttpMethod);
  const SeenUnits seen = units_of(context, {{true, request}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].values ==
        std::vector<std::pair<IpsBuffer, std::string>>{{IpsBuffer::HttpMethod, "POST"}});
}

TEST_CASE("an empty header is an empty value, a missing one none") {
  const SeenUnits seen = units_of({{true, "GET / HTTP/1.0\r\nUser-Agent:\r\nHost: a\r\n\r\n"}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpUserAgent).empty());
  CHECK(seen.units[0].value(IpsBuffer::HttpReferer) == "(none)");
}

TEST_CASE("a host in the URI is the host") {
  const SeenUnits seen =
      units_of({{true, "GET http://UP.example:81/x HTTP/1.1\r\nHost: other\r\n\r\n"}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpHost) == "up.example");
  CHECK(seen.units[0].value(IpsBuffer::HttpUri) == "/x");
  CHECK(seen.units[0].has_event("http.host_header_ambiguous"));
}

TEST_CASE("repeated headers are one value") {
  const SeenUnits seen =
      units_of({{true, "GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\nAccept: y\r\n\r\n"}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpAccept) == "x, y");
}

TEST_CASE("pipelined requests are units of their own, in order") {
  const SeenUnits seen = units_of({{true,
                                    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                                    "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"},
                                   {false,
                                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
                                    "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nb"}});
  REQUIRE(seen.units.size() == 4);
  CHECK(seen.units[0].value(IpsBuffer::HttpUri) == "/1");
  CHECK(seen.units[1].value(IpsBuffer::HttpUri) == "/2");
  CHECK(seen.units[2].value(IpsBuffer::HttpResponseBody) == "a");
  CHECK(seen.units[2].transaction == 0);
  CHECK(seen.units[3].value(IpsBuffer::HttpStatCode) == "404");
  CHECK(seen.units[3].transaction == 1);
}

TEST_CASE("a request that never ends is shown when its side ends") {
  const SeenUnits seen =
      units_of({{true, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhal"}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpRequestBody) == "hal");
  const SeenUnits head = units_of({{true, "GET /x HTTP/1.1\r\nHost: a\r\nUser-"}});
  REQUIRE(head.units.size() == 1);
  CHECK(head.units[0].value(IpsBuffer::HttpUri) == "/x");
}

TEST_CASE("a body is kept up to its limit") {
  AppContext context = everything_of_http();
  context.limits.request_body = 4;
  const SeenUnits seen =
      units_of(context, {{true, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef"}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpRequestBody) == "abcd");
}

TEST_CASE("lost bytes of a body leave the rest") {
  SeenUnits seen;
  const AppContext context = everything_of_http();
  const auto parser = make_http1_parser(context);
  REQUIRE(parser->data(true, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", seen));
  REQUIRE(parser->gap(true, 4, seen));
  REQUIRE(parser->data(true, "xyz", seen));
  parser->end(true, seen);
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpRequestBody) == "abcxyz");
}

TEST_CASE("parts with a file name are files") {
  const std::string body =
      "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"one.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\nfirst\r\nfile\r\n"
      "--B\r\nContent-Disposition: form-data; filename=two.txt\r\n\r\nsecond\r\n--B--\r\n";
  const SeenUnits seen =
      units_of({{true,
                 "POST /up HTTP/1.1\r\nHost: a\r\n"
                 "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n\r\n" + body}});
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].files == std::vector<std::pair<std::string, std::string>>{
                                   {"one.txt", "first\r\nfile"}, {"two.txt", "second"}});
  CHECK(seen.units[0].all(IpsBuffer::FileData) ==
        std::vector<std::string>{"first\r\nfile", "second"});
}

TEST_CASE("what is wrong with a request is an event") {
  struct Case {
    std::string_view name, request, event;
  };
  auto [name, text, event] = GENERATE(values<Case>({
      {"no host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", "http.missing_host_header"},
      {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nabc\r\n\r\n", "http.request_field_missing_colon"},
      {"tab behind the method",
       "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
       "http.method_delim_non_compliant"},
      {"tab behind the URI", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "http.uri_delim_non_compliant"},
      {"length not a number",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
       "http.invalid_content_length_field_in_request"},
      {"unknown authorization",
       "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: x y\r\n\r\n",
       "http.request_auth_unrecognized"},
      {"part without a colon",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
       "Content-Length: 24\r\n\r\n--B\r\nabc\r\n\r\nx\r\n--B--\r\n\r\n",
       "http.multipart_invalid_header"},
  }));
  DYNAMIC_SECTION(name) {
    const SeenUnits seen = units_of({{true, std::string(text)}});
    REQUIRE(!seen.units.empty());
    CHECK(seen.units[0].has_event(event));
  }
}

}  // namespace
}  // namespace sig::protocol
