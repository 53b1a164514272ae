#include "base/text.h"

#include <catch2/catch.hpp>

#include "base/ip.h"
#include "base/time.h"

namespace sig {
namespace {

TEST_CASE("what goes to a terminal holds no control, escape or bidi character") {
  CHECK(visible("a\x1b[2Jb") == "a\\x1b[2Jb");
  CHECK(visible("a\xe2\x80\xae z") == "a\\u202e z");
  CHECK(visible("a\tb\n") == "a\tb\n");
  CHECK(visible("\xff") == "\\xff");
  CHECK(quote("a\nb") == "\"a\\nb\"");
}

TEST_CASE("a number stands with its noun") {
  CHECK(counted(0, "client") == "0 clients");
  CHECK(counted(1, "client") == "1 client");
  CHECK(counted(12345, "request") == "12 345 requests");
}

TEST_CASE("a typing mistake finds the word that was meant") {
  const std::vector<std::string_view> words{"low", "medium", "high", "critical"};
  CHECK(closest_match("hgih", words) == "high");
  CHECK(closest_match("critcal", words) == "critical");
  CHECK(closest_match("banana", words) == std::nullopt);
}

TEST_CASE("durations read and print") {
  CHECK(parse_duration("10m") == Seconds{600});
  CHECK(parse_duration("1h30m") == Seconds{5400});
  for (const auto* bad : {"", "10", "m", "-1s", "0s", "1m1h", "1.5h", "99999999999d", "5000w0"}) {
    CHECK_FALSE(parse_duration(bad));
  }
  CHECK(to_text(Seconds{600}) == "10m");
  CHECK(to_text(Seconds{90}) == "1m30s");
  CHECK(to_text(Seconds{14 * 86400}) == "2w");
}

TEST_CASE("times read and print as RFC 3339") {
  CHECK(parse_iso8601("1970-01-02")->ns == 86400LL * 1000000000);
  CHECK(to_iso8601(*parse_iso8601("2026-11-24T05:13:00.25+01:00"), true) ==
        "2026-11-24T04:13:00.250000Z");
  CHECK_FALSE(parse_iso8601("2026-02-29"));
  CHECK_FALSE(parse_iso8601("1013-05-24"));  // overflowed the nanoseconds
  CHECK_FALSE(parse_iso8601("9999-12-31"));
  CHECK_FALSE(parse_iso8601("2026-11-24T04:13"));
}

TEST_CASE("addresses and networks") {
  CHECK(parse_ip("192.0.2.1")->text() == "192.0.2.1");
  CHECK(parse_ip("2001:db8::1")->text() == "2001:db8::1");
  CHECK_FALSE(parse_ip("192.0.2.256"));
  CHECK(parse_cidr("192.0.2.0/24")->contains(*parse_ip("192.0.2.77")));
  CHECK_FALSE(parse_cidr("192.0.2.0/24")->contains(*parse_ip("192.0.3.1")));
  CHECK_FALSE(parse_cidr("192.0.2.1/24"));
  CHECK(parse_cidr("2001:db8::/33")->contains(*parse_ip("2001:db8:7fff::1")));
  CHECK_FALSE(parse_cidr("2001:db8::/33")->contains(*parse_ip("2001:db8:8000::1")));
}

}  // namespace
}  // namespace sig
