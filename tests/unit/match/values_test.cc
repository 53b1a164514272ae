#include "match/values.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "base/text.h"
#include "match/arguments.h"
#include "model/names.h"

namespace sig::match {
namespace {

/// "name=value" of each, quoted and in order.
std::vector<std::string> texts_of(std::string_view field, const Event& event) {
  std::vector<NameValue> values;
  TextArena storage;
  values_of(*parse_field(field), event, values, storage);
  std::vector<std::string> out;
  for (const NameValue& value : values) {
    out.push_back(value.name.empty() ? std::string(value.value)
                                     : fmt::format("{}={}", value.name, value.value));
  }
  return out;
}

using Texts = std::vector<std::string>;

const std::vector<NameValue> request_headers{{"Host", "shop.example"},
                                             {"User-Agent", "curl/7.88.1"},
                                             {"COOKIE", "sid=1; theme=dark ;x"},
                                             {"X-Forwarded-For", "192.0.2.1"},
                                             {"x-forwarded-for", "192.0.2.2"}};
const std::vector<NameValue> response_headers{{"Server", "nginx"}};

Event an_exchange(std::string_view uri) {
  Event event;
  event.what =
      HttpExchange{{.method = "GET", .uri = uri, .version = "HTTP/1.1", .headers = request_headers},
                   HttpResponse{.status = 404, .headers = response_headers, .body = "gone"}};
  event.client_ip = *parse_ip("2001:db8::5");
  event.client_port = 50000;
  return event;
}

struct Case {
  std::string_view field;
  Texts values;
};

TEST_CASE("a field of a request has the values that its name promises") {
  const Event event = an_exchange("/a%20b/?q=1&%71=two&empty=&flag&=x&&r=a=b");
  const auto [field, values] = GENERATE(Catch::Generators::values<Case>({
      {"http.method", {"GET"}},
      {"http.uri", {"/a%20b/?q=1&%71=two&empty=&flag&=x&&r=a=b"}},
      {"http.path", {"/a%20b/"}},
      {"http.query", {"q=1&%71=two&empty=&flag&=x&&r=a=b"}},
      {"http.args", {"q=1", "%71=two", "empty=", "flag=", "x", "r=a=b"}},
      {"http.arg.q", {"q=1", "%71=two"}},
      {"http.arg_names", {"q", "%71", "empty", "flag", "r"}},
      {"http.header.x-forwarded-for", {"X-Forwarded-For=192.0.2.1", "x-forwarded-for=192.0.2.2"}},
      {"http.cookies", {"sid=1", "theme=dark", "x="}},
      {"http.cookie.theme", {"theme=dark"}},
      {"http.user_agent", {"User-Agent=curl/7.88.1"}},
      {"http.host", {"Host=shop.example"}},
      {"http.body", {}},
      {"http.version", {"HTTP/1.1"}},
      {"http.status", {"404"}},
      {"http.response.headers", {"Server=nginx"}},
      {"http.response.body", {"gone"}},
      {"client.ip", {"2001:db8::5"}},
      {"client.port", {"50000"}},
      {"server.ip", {}},
      {"server.port", {}},
      {"packet.payload", {}},
      {"log.message", {}},
  }));
  DYNAMIC_SECTION(field) {
    CHECK(texts_of(field, event) == values);
  }
}

TEST_CASE("a request target may be absolute, an authority or an asterisk") {
  struct Target {
    std::string_view method, uri;
    Texts path, query, host;
  };
  const auto c = GENERATE(Catch::Generators::values<Target>({
      {"GET", "http://a.example/x?y=1", {"/x"}, {"y=1"}, {"a.example"}},
      {"GET", "HTTPS://a.example", {"/"}, {}, {"a.example"}},
      {"GET", "http://a.example?y=/", {"/"}, {"y=/"}, {"a.example"}},
      {"GET", "/go?to=http://b.example/", {"/go"}, {"to=http://b.example/"}, {}},
      {"GET", "/?", {"/"}, {""}, {}},
      {"CONNECT", "a.example:443", {}, {}, {"a.example:443"}},
      {"OPTIONS", "*", {"*"}, {}, {}},
      {"GET", "", {}, {}, {}},
  }));
  DYNAMIC_SECTION(c.uri) {
    Event event;
    event.what = HttpExchange{{.method = c.method, .uri = c.uri}, {}};
    CHECK(texts_of("http.path", event) == c.path);
    CHECK(texts_of("http.query", event) == c.query);
    CHECK(texts_of("http.host", event) == c.host);
  }
}

TEST_CASE("arguments of a body are read as its content type says") {
  struct Body {
    std::string_view name, type, body;
    Texts args;
  };
  const auto c = GENERATE(Catch::Generators::values<Body>({
      {"urlencoded",
       "application/x-www-form-urlencoded; charset=utf-8",
       "a=1&b=%32",
       {"a=1", "b=%32"}},
      {"text is none", "text/plain", "a=1", {}},
      {"multipart",
       "multipart/form-data; boundary=XX",
       "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n"
       "--XX\r\nContent-Disposition: form-data; name=f; filename=\"x;y.php\"\r\n"
       "Content-Type: text/plain\r\n\r\n<?php\r\n--XX--\r\nignored",
       {"a=one\r\ntwo", "f=x;y.php"}},
      {"multipart with bare line feeds, unfinished",
       "Multipart/Form-Data; charset=x; boundary=\"X Y\"",
       "preamble\n--X Y\ncontent-disposition: form-data; name='a'\n\nv",
       {"'a'=v"}},
      {"multipart without a disposition",
       "multipart/form-data; boundary=B",
       "--B\n\nv\n--B--",
       {"v"}},
      {"multipart without a boundary", "multipart/form-data", "--B\n\nv\n--B--", {}},
      {"json",
       "application/json",
       R"({"user": {"name": "bob\u0041\n", "tags": ["x", {"y": 1.5e3}, []]}, "ok": true, "n": null})",
       {"user.name=bobA\n", "user.tags.0=x", "user.tags.1.y=1.5e3", "ok=true", "n=null"}},
      {"json with a pair of surrogates",
       "application/problem+json",
       R"(["\ud83d\ude00", "\ud83d"])",
       {"0=\xf0\x9f\x98\x80", "1=\xed\xa0\xbd"}},
      {"a lone json scalar", "application/json", "\"x\"", {"x"}},
      {"broken json is not lost",
       "application/json",
       R"({"a": "b", "c" oops: <script>})",
       {"a=b", "oops: <script>}"}},
      {"an unclosed string", "application/json", R"({"a": "b)", {"\"b"}},
  }));
  DYNAMIC_SECTION(c.name) {
    const std::vector<NameValue> headers{{"content-type", c.type}};
    Event event;
    event.what =
        HttpExchange{{.method = "POST", .uri = "/", .headers = headers, .body = c.body}, {}};
    CHECK(texts_of("http.args", event) == c.args);
  }
}

TEST_CASE("arguments past the cap are one more value, so that none goes unseen") {
  std::string query;
  for (size_t i = 0; i < max_arguments; ++i)
    query += "a=1&";
  std::vector<NameValue> out;
  query += "b=2&c=3";
  read_pairs(query, out);
  REQUIRE(out.size() == max_arguments + 1);
  CHECK(out.back().value == "b=2&c=3");

  std::string json = "[";
  for (size_t i = 0; i < max_arguments; ++i)
    json += "1,";
  out.clear();
  TextArena arena;
  json += "\"evil\"]";
  read_json(json, out, arena);
  REQUIRE(out.size() == max_arguments + 1);
  CHECK(out.back().value == ",\"evil\"]");

  out.clear();
  const std::string deep(100000, '[');
  read_json(deep, out, arena);
  REQUIRE(out.size() == 1);
  CHECK(out.front().value.size() == 100000 - 32);
}

TEST_CASE("packets, streams, names and log lines have their fields") {
  Event packet;
  packet.what = Packet{.payload = "x", .size = 41, .protocol = "icmp", .icmp_type = 8};
  CHECK(texts_of("packet.payload", packet) == Texts{"x"});
  CHECK(texts_of("packet.size", packet) == Texts{"41"});
  CHECK(texts_of("packet.protocol", packet) == Texts{"icmp"});
  CHECK(texts_of("icmp.type", packet) == Texts{"8"});
  CHECK(texts_of("icmp.code", packet) == Texts{});
  CHECK(texts_of("tcp.flags", packet) == Texts{});

  Event stream;
  stream.what = Stream{"to", "from"};
  CHECK(texts_of("stream.client", stream) == Texts{"to"});
  CHECK(texts_of("stream.server", stream) == Texts{"from"});

  const std::vector<std::string_view> queries{"a.example", "b.example"};
  Event dns;
  dns.what = DnsMessage{queries};
  CHECK(texts_of("dns.query", dns) == Texts{"a.example", "b.example"});

  Event tls;
  tls.what = TlsHandshake{"a.example", ""};
  CHECK(texts_of("tls.sni", tls) == Texts{"a.example"});
  CHECK(texts_of("tls.ja3", tls) == Texts{});

  const std::vector<NameValue> fields{{"user", "bob"}};
  Event log;
  log.what = LogLine{"failed", "sshd", "bastion", fields};
  CHECK(texts_of("log.message", log) == Texts{"failed"});
  CHECK(texts_of("log.program", log) == Texts{"sshd"});
  CHECK(texts_of("log.host", log) == Texts{"bastion"});
  CHECK(texts_of("log.user", log) == Texts{"user=bob"});
  CHECK(rate_key(*parse_field("log.user"), log) == "bob");
  CHECK(rate_key(*parse_field("client.ip"), log).empty());
}

TEST_CASE("an address is the same text here as in base") {
  for (const std::string_view text : {"192.0.2.1", "2001:db8::1", "::1", "fe80::1:0:0:2"}) {
    Event event;
    event.client_ip = *parse_ip(text);
    CHECK(texts_of("client.ip", event) == Texts{event.client_ip.text()});
  }
}

TEST_CASE("an event is a unit of its surfaces") {
  Event event;
  event.what = HttpExchange{};
  CHECK(is_on(Surface::HttpRequest, event));
  CHECK_FALSE(is_on(Surface::HttpResponse, event));
  CHECK_FALSE(is_on(Surface::Log, event));
  std::get<HttpExchange>(event.what).response.emplace();
  CHECK(is_on(Surface::HttpResponse, event));
}

}  // namespace
}  // namespace sig::match
