#include <catch2/catch.hpp>

#include "tests/support/text_events.h"
#include "traffic/samples.h"

namespace sig::traffic {
namespace {

struct Case {
  std::string_view name;
  std::string_view bytes;
  std::vector<std::string> events;
  std::string_view reasons;
};

TEST_CASE("a file of raw HTTP becomes its requests") {
  const auto [name, bytes, events, reasons] = GENERATE(values<Case>({
      {"one request",
       "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n",
       {R"(#1.0 [file] GET "/a?b" HTTP/1.1 Host="x")"},
       ""},
      {"line feeds alone and a line end too many",
       "GET / HTTP/1.1\nHost: x\n\n\n",
       {R"(#1.0 [file] GET "/" HTTP/1.1 Host="x")"},
       ""},
      {"a body by its length",
       "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
       {R"(#1.0 [file] POST "/" HTTP/1.1 Content-Length="3" body "abc")"},
       ""},
      {"a chunked body",
       "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
       {R"(#1.0 [file] POST "/" HTTP/1.1 Transfer-Encoding="chunked" body "abc")"},
       ""},
      {"requests one behind the other",
       "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /2 HTTP/1.0\r\n\r\n\r\nGET /3 "
       "HTTP/1.1\r\n\r\n",
       {R"(#1.0 [file] POST "/1" HTTP/1.1 Content-Length="1" body "a")",
        R"(#2.0 [file] GET "/2" HTTP/1.0)",
        R"(#3.0 [file] GET "/3" HTTP/1.1)"},
       ""},
      {"a response behind each request",
       "GET /1 HTTP/1.1\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
       "2\r\n\r\nok"
       "GET /2 HTTP/1.1\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"
       "GET /3 HTTP/1.1\r\n\r\nHTTP/1.0 200 OK\r\n\r\nto the end",
       {R"(#1.0 [file] GET "/1" HTTP/1.1 -> 200 Content-Length="2" body "ok")",
        R"(#2.0 [file] GET "/2" HTTP/1.1 -> 304 Content-Length="9")",
        R"(#3.0 [file] GET "/3" HTTP/1.1 -> 200 body "to the end")"},
       ""},
      {"a response to HEAD has no body",
       "HEAD / HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nGET /2 "
       "HTTP/1.1\r\n\r\n",
       {R"(#1.0 [file] HEAD "/" HTTP/1.1 -> 200 Content-Length="50")",
        R"(#2.0 [file] GET "/2" HTTP/1.1)"},
       ""},
      {"no blank line",
       "GET / HTTP/1.1\r\nHost: x",
       {R"(#1.0 [file] GET "/" HTTP/1.1 Host="x")"},
       "request without its blank line: 1\n"},
      {"a body that nobody measured",
       "POST /1 HTTP/1.1\r\nHost: x\r\n\r\na=1\nb=2\nGET /2 HTTP/1.1\r\n\r\n",
       {R"(#1.0 [file] POST "/1" HTTP/1.1 Host="x" body "a=1\nb=2\n")",
        R"(#2.0 [file] GET "/2" HTTP/1.1)"},
       "body without a length: 1\n"},
      {"a body that is too short",
       "POST / HTTP/1.1\r\nContent-Length: 30\r\n\r\nabc",
       {R"(#1.0 [file] POST "/" HTTP/1.1 Content-Length="30" body "abc")"},
       "body shorter than its length: 1\n"},
      {"bytes that belong to no request",
       "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\nabcd\nxyz\nGET /2 HTTP/1.1\r\n\r\n",
       {R"(#1.0 [file] POST "/1" HTTP/1.1 Content-Length="1" body "a")",
        R"(#3.0 [file] GET "/2" HTTP/1.1)"},
       "rejected: not an HTTP request: 1\n"},
      {"nothing", "\r\n\r\n", {}, ""},
  }));
  DYNAMIC_SECTION(name) {
    const Reading reading = read_text(Format::Http, bytes);
    CHECK(reading.events == events);
    CHECK(show_reasons(reading.counts) == reasons);
    CHECK(reading.error.empty());
    CHECK(reading.counts.end_of_input);
  }
}

TEST_CASE("a raw HTTP file cut anywhere is read and counted") {
  const std::string_view whole =
      "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      "GET /2 HTTP/1.1\nHost: x\n\n";
  for (size_t size = 1; size <= whole.size(); ++size) {
    const Reading reading = read_text(Format::Http, whole.substr(0, size));
    CHECK(reading.error.empty());
    CHECK(reading.counts.end_of_input);
    CHECK(reading.counts.records_read + reading.counts.records_rejected >= 1);
    CHECK(reading.counts.records_read + reading.counts.records_rejected <= 2);
  }
}

// A request line that began near the end of what was read was taken for a loose body.
TEST_CASE("requests are found wherever the pieces that are read end") {
  std::string bytes;
  for (int i = 0; i < 6000; ++i) {
    bytes += "GET /" + std::string(static_cast<size_t>(i * 7919 % 251), 'a') + " HTTP/1.1\r\n\r\n";
    if (i % 3 == 0) bytes += "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  }
  const Reading reading = read_text(Format::Http, bytes);
  CHECK(reading.counts.records_read == 6000);
  CHECK(reading.counts.records_rejected == 0);
  CHECK(show_reasons(reading.counts).empty());
}

TEST_CASE("a request of 40 MB is refused by its size and the next one read") {
  std::string bytes = "POST /1 HTTP/1.1\r\nContent-Length: 40000000\r\n\r\n";
  bytes.append(40000000, 'x').append("GET /2 HTTP/1.1\r\n\r\n");
  const Reading reading = read_text(Format::Http, bytes);
  CHECK(reading.events == std::vector<std::string>{R"(#2.0 [file] GET "/2" HTTP/1.1)"});
  CHECK(show_reasons(reading.counts) == "rejected: request over 16 MiB: 1\n");
}

TEST_CASE("clients of raw HTTP are told apart by the corpus's rule") {
  const std::string_view bytes =
      "GET /1 HTTP/1.1\r\nX-User: ann\r\nCookie: a=1; sid=s1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n";
  const auto clients = [&](std::string_view rule) {
    OpenOptions options;
    options.client = *parse_client_rule(rule);
    std::string found;
    for (const std::string& event : read_text(Format::Http, bytes, options).events)
      found += event.substr(0, event.find(" GET")) + "\n";
    return found;
  };
  CHECK(clients("source-ip") == "#1.0 [file]\n#2.0 [file]\n");
  CHECK(clients("record") == "#1.0 [file#1]\n#2.0 [file#2]\n");
  CHECK(clients("header:x-user") == "#1.0 [ann]\n#2.0 [file]\n");
  CHECK(clients("cookie:sid") == "#1.0 [s1]\n#2.0 [file]\n");
}

TEST_CASE("an example of each surface becomes its event") {
  const auto first = [](Surface surface, std::string_view bytes) {
    const Reading reading = read_source(open_sample(surface, bytes));
    CHECK(reading.counts.records_read == 1);
    return reading.events.empty() ? "" : reading.events.front();
  };
  CHECK(first(Surface::HttpRequest, "GET / HTTP/1.1\n\n") == R"(#1.0 [sample] GET "/" HTTP/1.1)");
  CHECK(first(Surface::HttpResponse, "GET / HTTP/1.1\n\nHTTP/1.1 404 No\n\n") ==
        R"(#1.0 [sample] GET "/" HTTP/1.1 -> 404)");
  CHECK(first(Surface::Log, "Mar  7 13:06:56 h sshd[1]: Invalid user a from 192.0.2.1\n") ==
        R"(#1.0 [192.0.2.1] 1970-03-07T13:06:56Z sshd@h: "Invalid user a from 192.0.2.1")"
        R"( srcip="192.0.2.1" user="a" pid="1")");
  CHECK(first(Surface::Packet, "x") == "#1.0 [192.0.2.1] kind 1");

  const auto event_of = [](const std::unique_ptr<EventSource>& source) {
    const auto event = source->next();
    REQUIRE(event);
    REQUIRE(*event != nullptr);
    return **event;
  };
  const auto packet = open_sample(Surface::Packet, "abc");
  CHECK(std::get<Packet>(event_of(*packet).what).payload == "abc");
  const auto dns = open_sample(Surface::Dns, "WWW.Example.com.\n");
  CHECK(std::get<DnsMessage>(event_of(*dns).what).queries[0] == "www.example.com");
  const auto tls = open_sample(Surface::Tls, "example.com");
  CHECK(event_of(*tls).server_port == 443);
  const auto stream = open_sample(Surface::Stream, "a\r\nb");
  CHECK(std::get<Stream>(event_of(*stream).what).client == "a\r\nb");
}

}  // namespace
}  // namespace sig::traffic
