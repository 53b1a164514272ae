#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/text_events.h"
#include "traffic/har_base64.h"
#include "traffic/json_cursor.h"
#include "traffic/web_url.h"

namespace sig::traffic {
namespace {

std::string har(std::string_view entries) {
  return R"({"log": {"version": "1.2", "pages": [{"entries": [1]}], "entries": [)" +
         std::string(entries) + R"(], "comment": "{\"["}})";
}

struct Case {
  std::string_view name;
  std::string_view entry;
  std::vector<std::string> events;
  std::string_view reasons;
};

TEST_CASE("an entry of a HAR becomes a request and its response") {
  const auto [name, entry, events, reasons] = GENERATE(values<Case>({
      {"a whole one",
       R"({"startedDateTime": "2020-01-02T03:04:05.678+01:00", "serverIPAddress": "[2001:db8::2]",
           "request": {"method": "GET", "url": "https://ann:pw@x.example:8443/a?b=1#c",
             "httpVersion": "h2", "headers": [{"name": ":path", "value": "/a"}, {"name": "Accept", "value": "*/*"}]},
           "response": {"status": 200, "httpVersion": "h2", "headers": [{"value": "1", "name": "X"}],
             "content": {"mimeType": "text/plain", "text": "aGk=", "encoding": "base64"}}})",
       {R"(#1.0 [file] 2020-01-02T02:04:05Z GET "/a?b=1" HTTP/2.0 Accept="*/*" Host="x.example:8443")"
        R"( -> 200 X="1" body "hi")"},
       ""},
      // A plain date so long ago overflowed the nanoseconds; found by fuzzing.
      {"a time of the year 1010",
       R"({"startedDateTime": "1010-01-02", "request": {"method": "GET", "url": "http://x/"}})",
       {R"(#1.0 [file] GET "/" - Host="x")"},
       ""},
      {"a form as text, cookies as a list",
       R"({"request": {"method": "POST", "url": "http://x", "cookies": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}],
           "headers": [{"name": "host", "value": "y"}], "postData": {"text": "q=1", "params": [{"name": "q", "value": "1"}]}}})",
       {R"(#1.0 [file] POST "/" - host="y" Cookie="a=1; b=2" body "q=1")"},
       ""},
      {"a form as parameters alone",
       R"({"request": {"method": "POST", "url": "http://x/", "postData": {"params": [{"name": "q", "value": "1"}, {"name": "r"}]}}})",
       {R"(#1.0 [file] POST "/" - Host="x" body "q=1&r=")"},
       ""},
      {"no request on the wire",
       R"({"request": {"method": "GET", "url": "data:image/png;base64,AAAA"}})",
       {},
       "not an HTTP URL: 1\n"},
      {"an aborted one has no response",
       R"({"request": {"method": "GET", "url": "http://x/?a"}, "response": {"status": 0}})",
       {R"(#1.0 [file] GET "/?a" - Host="x")"},
       ""},
      {"surrogates, good and alone",
       R"({"request": {"method": "GET", "url": "http://x/\ud83d\ude00\ud83d/\u00e9\/"}})",
       {"#1.0 [file] GET \"/\xf0\x9f\x98\x80\xef\xbf\xbd/\xc3\xa9/\" - Host=\"x\""},
       "text that is not Unicode: 1\n"},
      {"bytes that are not UTF-8",
       "{\"request\": {\"method\": \"GET\", \"url\": \"http://x/\xff\"}}",
       {R"(#1.0 [file] GET "/\xff" - Host="x")"},
       "text that is not Unicode: 1\n"},
      {"damaged base64",
       R"({"request": {"method": "GET", "url": "http://x/"}, "response": {"status": 200, "content": {"encoding": "base64", "text": "aGk*"}}})",
       {R"(#1.0 [file] GET "/" - Host="x" -> 200 body "hi")"},
       "damaged base64: 1\n"},
      {"no request", R"({"response": {}})", {}, "rejected: entry without a request: 1\n"},
      {"members of the wrong kind",
       R"({"request": {"method": 1, "url": "http://x/", "headers": {"a": []}, "postData": "x", "cookies": [1, {"name": 2}]}, "response": []})",
       {R"(#1.0 [file] ? "/" - Host="x")"},
       ""},
      {"no JSON inside",
       R"({"request": {"url": "http://x/" "a"}})",
       {},
       "rejected: entry without a request: 1\n"},
      {"an array",
       R"([{"request": {"url": "http://x/"}}])",
       {},
       "rejected: entry without a request: 1\n"},
  }));
  DYNAMIC_SECTION(name) {
    const Reading reading = read_text(Format::Har, har(entry));
    CHECK(reading.events == events);
    CHECK(show_reasons(reading.counts) == reasons);
    CHECK(reading.error.empty());
    CHECK(reading.counts.end_of_input);
  }
}

struct Refusal {
  std::string_view text;
  std::string_view error;
};

TEST_CASE("what is no whole HAR is an error that says why") {
  const auto [text, error] = GENERATE(values<Refusal>({
      {"", "\"file\" ends inside its JSON"},
      {"{\"log\": {\"entries\": [", "\"file\" ends inside its JSON"},
      {"{\"log\": {}}", "\"file\" is no HAR: it has no log.entries"},
      {"{\"entries\": []}", "\"file\" is no HAR: it has no log.entries"},
      {"{\"x\": {\"entries\": []}}", "\"file\" is no HAR: it has no log.entries"},
      {"]", "\"file\" is no JSON: a bracket closes that was never opened"},
      {"{\"log\": {\"entries\": []}} {}", "\"file\" goes on behind the end of its JSON"},
  }));
  DYNAMIC_SECTION(text) {
    const Reading reading = read_text(Format::Har, text);
    CHECK(reading.error == error);
    CHECK_FALSE(reading.counts.end_of_input);
  }
}

TEST_CASE("a HAR cut anywhere is never taken for a whole one") {
  const std::string whole = har(
      R"({"request": {"method": "GET", "url": "http://x/\"\\"}}, {"request": {"url": "http://y"}})");
  for (size_t size = 0; size < whole.size(); ++size) {
    const Reading reading = read_text(Format::Har, std::string_view(whole).substr(0, size));
    CHECK(reading.error == "\"file\" ends inside its JSON");
    CHECK_FALSE(reading.counts.end_of_input);
    CHECK(reading.events.size() <= 2);
  }
  CHECK(read_text(Format::Har, whole + "\r\n").events.size() == 2);
}

TEST_CASE("deep nesting in an entry rejects it, outside it does no harm") {
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  const std::string entry = R"({"request": {"url": "http://x/", "method": "G"}, "x": )";
  const Reading inside = read_text(Format::Har, har(entry + deep + "}," + entry + "1}"));
  CHECK(inside.counts.records_rejected == 1);
  CHECK(inside.counts.records_read == 1);
  const Reading outside =
      read_text(Format::Har, "{\"a\": " + deep + ", " + har(entry + "1}").substr(1));
  CHECK(outside.counts.records_read == 1);
}

// The next quote was searched again behind each of these backslashes: hours for 17 MB.
TEST_CASE("an entry over 16 MiB is read past and counted, also when it is all backslashes") {
  const std::string small = R"({"request": {"method": "GET", "url": "http://x/"}})";
  const std::string large = R"({"request": {"url": ")" + std::string(17U << 20U, '\\') + R"("}})";
  const Reading reading = read_text(Format::Har, har(small + "," + large + "," + small));
  CHECK(reading.error.empty());
  CHECK(reading.counts.records_read == 2);
  CHECK(show_reasons(reading.counts) == "rejected: entry over 16 MiB: 1\n");
  CHECK(reading.counts.bytes == 2 * small.size() + large.size());
}

TEST_CASE("a body is cut at the limit and counted") {
  OpenOptions options;
  options.body_limit = 4;
  const Reading reading = read_text(
      Format::Har,
      har(R"({"request": {"method": "P", "url": "http://x/", "postData": {"text": "123456"}}})"),
      options);
  CHECK(reading.events == std::vector<std::string>{R"(#1.0 [file] P "/" - Host="x" body "1234")"});
  CHECK(show_reasons(reading.counts) == "body over limit: 1\n");
}

TEST_CASE("URLs give the target and the authority that a client sends") {
  CHECK(split_web_url("HTTPS://a").target == "/");
  CHECK(split_web_url("https://a?q").target == "?q");
  CHECK(split_web_url("http://[::1]:81/x#y").authority == "[::1]:81");
  CHECK(split_web_url("http://[::1]:81/x#y").port == 81);
  CHECK(split_web_url("http://[::1]/").port == 80);
  CHECK(split_web_url("wss://a/").port == 443);
  CHECK(split_web_url("http://a:99999/").port == 80);
  CHECK(split_web_url("about:blank").authority.empty());
}

TEST_CASE("base64 stops at its limit") {
  std::string out = "x";
  CHECK(append_base64("YWJj\nZA==", 3, out));
  CHECK(out == "xabc");
}

}  // namespace
}  // namespace sig::traffic
