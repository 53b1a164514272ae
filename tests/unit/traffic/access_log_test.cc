#include "traffic/access_log.h"

#include <catch2/catch.hpp>

#include "tests/support/text_events.h"

namespace sig::traffic {
namespace {

struct Case {
  std::string_view name;
  std::string_view line;
  std::string_view event;  ///< the HTTP one
};

TEST_CASE("a line of an access log becomes the request that was logged") {
  const auto [name, line, event] = GENERATE(values<Case>({
      {"common",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 12)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/a?b=1" HTTP/1.1 -> 200)"},
      {"combined with a user and a zone",
       R"(192.0.2.7 - ann [17/May/2015:10:05:03 +0200] "POST / HTTP/1.0" 302 - "http://a/" "curl/7")",
       R"(#1.0 [192.0.2.7] 2015-05-17T08:05:03Z POST "/" HTTP/1.0 Referer="http://a/" User-Agent="curl/7" -> 302)"},
      {"empty fields are left out",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "-")",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 -> 200)"},
      {"virtual host in front",
       R"(shop.example:443 192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "x")",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 Host="shop.example:443" User-Agent="x" -> 200)"},
      {"virtual host behind the time",
       R"(192.0.2.7 - - [17/May/2015:10:05:03] shop.example "GET / HTTP/1.1" 200 1 "-" "x" + 1 2)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 Host="shop.example" User-Agent="x" -> 200)"},
      {"IPv6 client",
       R"(2001:DB8::1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/2.0" 200 1)",
       R"(#1.0 [2001:db8::1] 2015-05-17T10:05:03Z GET "/" HTTP/2.0 -> 200)"},
      {"a client by its host name",
       R"(host.example - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1)",
       R"(#1.0 [host.example] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 -> 200)"},
      {"a user with blanks",
       R"(192.0.2.7 - ann lee [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 -> 200)"},
      {"Apache's escapes",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /\"\\ HTTP/1.1" 200 1 "-" "a\tb\x41\q")",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/"\" HTTP/1.1 User-Agent="a\tbA\q" -> 200)"},
      {"nginx main names the address before the proxy",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "x" "198.51.100.1, 10.0.0.1")",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1 User-Agent="x" X-Forwarded-For="198.51.100.1, 10.0.0.1" -> 200)"},
      {"a target with blanks stays whole",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /a b HTTP/1.1" 404 1)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/a b" HTTP/1.1 -> 404)"},
      {"HTTP/0.9 says no version",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /a" 200 1)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/a" - -> 200)"},
      {"a TLS greeting to the plain port",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "\x16\x03\x01" 400 157 "-" "-")",
       "#1.0 [192.0.2.7] 2015-05-17T10:05:03Z ? \"\\x16\\x03\\x01\" - -> 400"},
      {"no status",
       R"(192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" - -)",
       R"(#1.0 [192.0.2.7] 2015-05-17T10:05:03Z GET "/" HTTP/1.1)"},
  }));
  DYNAMIC_SECTION(name) {
    OpenOptions options;
    options.wanted = 1U << static_cast<unsigned>(EventKind::Http);
    const Reading reading = read_text(Format::AccessLog, line, options);
    CHECK(reading.events == std::vector<std::string>{std::string(event)});
    CHECK(reading.counts.records_read == 1);
    CHECK(reading.counts.end_of_input);
  }
}

TEST_CASE("an access-log line is a log line as well, with its parts as fields") {
  const std::string_view line =
      R"(192.0.2.7 - ann [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 401 1 "-" "x")";
  const Reading reading = read_text(Format::AccessLog, line);
  REQUIRE(reading.events.size() == 2);
  CHECK(reading.events[1] ==
        "#1.0 [192.0.2.7] 2015-05-17T10:05:03Z @: \"192.0.2.7 - ann [17/May/2015:10:05:03 +0000] "
        "\"GET /a HTTP/1.1\" 401 1 \"-\" \"x\"\" srcip=\"192.0.2.7\" user=\"ann\" method=\"GET\" "
        "url=\"/a\" status=\"401\" user_agent=\"x\"");
  CHECK(reading.counts.records_read == 1);
}

TEST_CASE("lines that are no access log are counted, and the rest is read") {
  const Reading reading =
      read_text(Format::AccessLog,
                "what is this\n"
                "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"-\" 408 0\n"
                "\n"
                "192.0.2.7 - - [32/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 1 1\n"
                "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\n"
                "192.0.2.7 - - [17/May/2015:10:05:04 +0000] \"nonsense\" 400 0\r\n");
  CHECK(reading.counts.records_read == 2);
  CHECK(reading.counts.records_rejected == 3);
  CHECK(show_reasons(reading.counts) ==
        "malformed request line: 1\n"
        "no request in the line: 1\n"
        "rejected: not an access-log line: 3\n");
  CHECK(reading.events.size() == 3);  // "-" is a log line only
  CHECK(reading.counts.first_time == parse_iso8601("2015-05-17T10:05:03Z"));
  CHECK(reading.counts.last_time == parse_iso8601("2015-05-17T10:05:04Z"));
}

TEST_CASE("a year before 1700 does not overflow the clock: the line is rejected") {
  const Reading reading =
      read_text(Format::AccessLog,
                "192.0.2.7 - - [17/May/1609:10:05:03 +0000] \"GET / HTTP/1.1\" 200 12\n"
                "192.0.2.7 - - [17/May/1700:10:05:03 +0000] \"GET / HTTP/1.1\" 200 12\n");
  CHECK(reading.counts.records_rejected == 1);
  CHECK(reading.counts.records_read == 1);
}

TEST_CASE("a line that is cut anywhere is read or counted, never lost") {
  const std::string_view whole =
      R"(v:80 192.0.2.7 - a [17/May/2015:10:05:03 +0000] "GET /\"\x41 HTTP/1.1" 200 1 "-\\" "x\"" "::1")";
  for (size_t size = 1; size <= whole.size(); ++size) {
    const Reading reading = read_text(Format::AccessLog, whole.substr(0, size));
    CHECK(reading.counts.records_read + reading.counts.records_rejected == 1);
    CHECK(reading.counts.bytes == size);
    CHECK(reading.counts.end_of_input);
  }
}

}  // namespace
}  // namespace sig::traffic
