#include <catch2/catch.hpp>

#include "daemon/auth_request.h"
#include "daemon/check_request.h"

using namespace sig;
using namespace sig::daemon;

namespace {

std::string error_of(std::string_view json) {
  const Result<CheckRequest> request = CheckRequest::parse(json, {});
  return request ? "" : request.error().message;
}

}  // namespace

TEST_CASE("a request to check is read in its parts") {
  Result<CheckRequest> request = CheckRequest::parse(
      R"({"method":"POST","uri":"/a?b","headers":[["Host","shop"],["Host","two"]],)"
      R"("body_base64":"AP8=","client_ip":"192.0.2.5"})",
      {});
  REQUIRE(request);
  const Result<Event> event = request->event();
  REQUIRE(event);
  const HttpRequest& http = std::get<HttpExchange>(event->what).request;
  CHECK(http.method == "POST");
  CHECK(http.uri == "/a?b");
  REQUIRE(http.headers.size() == 2);
  CHECK(http.headers[1].value == "two");
  CHECK(http.body == std::string_view("\0\xff", 2));
  CHECK(request->client_ip() == parse_ip("192.0.2.5"));
}

TEST_CASE("a request to check may be raw HTTP, as an example of a signature is") {
  Result<CheckRequest> request =
      CheckRequest::parse(R"({"raw":"GET /x HTTP/1.1\r\nHost: shop\r\nA: b\r\n\r\n"})", {});
  REQUIRE(request);
  const Result<Event> event = request->event();
  REQUIRE(event);
  const HttpRequest& http = std::get<HttpExchange>(event->what).request;
  CHECK(http.uri == "/x");
  CHECK(http.headers.size() == 2);
}

TEST_CASE("a request that cannot be checked says why") {
  struct Case {
    std::string_view name, json, error;
  };
  const auto c = GENERATE(values<Case>({
      {"no method", R"({"uri":"/"})", "request: \"method\": is missing"},
      {"unknown key", R"({"method":"GET","uri":"/","x":1})", "request: unknown key \"x\""},
      {"address",
       R"({"method":"GET","uri":"/","client_ip":"shop"})",
       "request: \"client_ip\": is not an IPv4 or IPv6 address"},
      {"two bodies",
       R"({"method":"GET","uri":"/","body":"a","body_base64":"YQ=="})",
       "request: \"body_base64\": stands beside \"body\""},
      {"bad base64",
       R"({"method":"GET","uri":"/","body_base64":"YR=="})",
       "request: \"body_base64\": is not base64 (RFC 4648 section 4, with padding)"},
      {"a header that is no pair",
       R"({"method":"GET","uri":"/","headers":[["a"]]})",
       "request: \"headers\": must be an object of texts or a list of [name, value]"},
      {"a header that is no text",
       R"({"method":"GET","uri":"/","headers":{"a":1}})",
       "request: \"headers\": must be an object of texts or a list of [name, value]"},
  }));
  DYNAMIC_SECTION(c.name) {
    CHECK(error_of(c.json) == c.error);
  }
}

TEST_CASE("a request with too many headers is refused") {
  std::string json = R"({"method":"GET","uri":"/","headers":[)";
  for (int i = 0; i < 201; ++i)
    json += i == 0 ? R"(["a","b"])" : R"(,["a","b"])";
  CHECK(error_of(json + "]}") == "request: \"headers\": holds 201; the limit is 200");
}

TEST_CASE("a subrequest of nginx gives the original request") {
  AuthRequest request;
  REQUIRE(read_auth_request({{"Host", "shop"},
                             {"X-Original-Method", "PUT"},
                             {"x-original-uri", "/a"},
                             {"X-Real-IP", "192.0.2.4"},
                             {"Connection", "close"},
                             {"User-Agent", "curl"}},
                            request));
  CHECK(request.method == "PUT");
  CHECK(request.uri == "/a");
  CHECK(request.client_ip == parse_ip("192.0.2.4"));
  REQUIRE(request.headers.size() == 2);
  CHECK(request.headers[1].name == "User-Agent");
}

TEST_CASE("a subrequest that the client could have forged is refused") {
  struct Case {
    std::string_view name;
    std::vector<NameValue> headers;
    std::string_view error;
  };
  const auto c = GENERATE(values<Case>({
      {"no target", {{"X-Original-Method", "GET"}}, "the subrequest has no X-Original-URI"},
      {"two targets",
       {{"X-Original-Method", "GET"}, {"X-Original-URI", "/a"}, {"X-Original-URI", "/b"}},
       "the subrequest has two X-Original-URI headers"},
      {"no address",
       {{"X-Original-Method", "GET"}, {"X-Original-URI", "/a"}, {"X-Real-IP", "shop"}},
       "X-Real-IP \"shop\" is no address"},
  }));
  DYNAMIC_SECTION(c.name) {
    AuthRequest request;
    const Status status = read_auth_request(c.headers, request);
    REQUIRE_FALSE(status);
    CHECK(status.error().message == c.error);
  }
}
