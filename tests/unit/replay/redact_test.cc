#include "replay/redact.h"

#include <catch2/catch.hpp>

#include "replay/secrets.h"

namespace sig::replay {
namespace {

TEST_CASE("values keep their shape and lose their content") {
  CHECK(mask("Jane Doe, 4111-1111") == "aaaa aaa, 0000-0000");
  CHECK(mask("\xc3\xa9\n") == "aa.");
}

TEST_CASE("only the matched bytes of a value are shown") {
  const MatchedPart part = shown_match("http.path", "", "/home/jane/../../etc", 11, 6);
  CHECK(part.matched == "../../");
  CHECK(part.shown == "/aaaa/aaaa/../../aaa");
}

struct Case {
  const char* name;
  const char* value_name;
  const char* value;
  const char* secret;
};

TEST_CASE("secrets are never shown, even when all of the value matched") {
  const auto c = GENERATE(values<Case>({
      {"a header", "Authorization", "Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"},
      {"a cookie", "Cookie", "theme=dark; sid=hunter2", "hunter2"},
      {"an argument", "user_password", "hunter2", "hunter2"},
      {"a form", "", "user=jane&password=hunter2&x=1", "hunter2"},
      {"JSON", "", R"({"user":"jane","api_key": "hunter2 \" x","n":1})", "hunter2"},
      {"headers in a stream", "", "GET / HTTP/1.1\r\nCookie: a=b; c=hunter2\r\n\r\n", "hunter2"},
      {"a bearer token", "", "curl -H Bearer hunter2", "hunter2"},
      {"a URL", "", "http://jane:hunter2@shop/", "hunter2"},
      {"a name behind a long run",
       "",
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxpassword=hunter2",
       "hunter2"},
  }));
  DYNAMIC_SECTION(c.name) {
    const std::string_view value = c.value;
    const MatchedPart part = shown_match("f", c.value_name, value, 0, value.size());
    CHECK(part.matched.find(c.secret) == std::string::npos);
    CHECK(part.shown.find(c.secret) == std::string::npos);
  }
}

TEST_CASE("what is shown is bounded and is text") {
  const std::string value(100000, '\xff');
  const MatchedPart part = shown_match("f", "", value, 500, 90000);
  CHECK(part.shown.size() <= 4096);
  CHECK(part.matched.starts_with("\\xff"));
  CHECK(part.matched.ends_with("..."));
}

}  // namespace
}  // namespace sig::replay
