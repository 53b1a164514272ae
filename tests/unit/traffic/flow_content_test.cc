#include <catch2/catch.hpp>

#include "base/md5.h"
#include "tests/support/capture_events.h"
#include "tests/support/conversation.h"
#include "traffic/dns_message.h"
#include "traffic/proxy_preamble.h"
#include "traffic/tls_hello.h"

namespace sig::traffic {
namespace {

using namespace sig::test;
using Events = std::vector<std::string>;

std::string extension(unsigned type, std::string_view body) {
  return big(type, 2) + big(body.size(), 2) + std::string(body);
}

std::string client_hello() {
  const std::string name = "Shop.Example";
  const std::string extensions =
      extension(0x1a1a, "") +
      extension(0, big(name.size() + 3, 2) + big(0, 1) + big(name.size(), 2) + name) +
      extension(10, big(6, 2) + big(0x2a2a, 2) + big(29, 2) + big(23, 2)) +
      extension(11, big(1, 1) + big(0, 1));
  const std::string body = big(0x0303, 2) + std::string(32, 'r') + big(0, 1) + big(6, 2) +
                           big(0x0a0a, 2) + big(0x1301, 2) + big(0xc02f, 2) + big(0x0100, 2) +
                           big(extensions.size(), 2) + extensions;
  return big(1, 1) + big(body.size(), 3) + body;
}

std::string records(std::string_view message, size_t size) {
  std::string bytes;
  for (size_t at = 0; at < message.size(); at += size) {
    const std::string_view piece = message.substr(at, size);
    bytes += big(0x160301, 3) + big(piece.size(), 2) + std::string(piece);
  }
  return bytes;
}

TEST_CASE("a ClientHello gives its name and JA3 over any cut into records and segments") {
  const std::string ja3 = md5_hex("771,4865-49199,0-10-11,29-23,0");
  ClientHello hello;
  REQUIRE(parse_client_hello(records(client_hello(), 10000), hello) == HelloOutcome::Hello);
  CHECK(hello.ja3_text == "771,4865-49199,0-10-11,29-23,0");
  for (const size_t record : std::initializer_list<size_t>{10000, 50, 1}) {
    for (const size_t size : std::initializer_list<size_t>{10000, 100, 1}) {
      CAPTURE(record, size);
      const CaptureResult result =
          read_bytes(pcap_file(in_order({{true, records(client_hello(), record)}}, size)),
                     {.wanted = only_tls});
      CHECK(result.events == Events{"tls shop.example " + ja3});
    }
  }
}

TEST_CASE("a ClientHello that is cut or contradicts itself is no crash and no event") {
  const std::string whole = records(client_hello(), 10000);
  ClientHello hello;
  for (size_t size = 0; size < whole.size(); ++size) {
    CHECK(parse_client_hello(std::string_view(whole).substr(0, size), hello) == HelloOutcome::More);
  }
  for (size_t at = 5; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = '\xff';
    parse_client_hello(damaged, hello);
  }
  CHECK(parse_client_hello(records(big(1, 1) + big(40, 3) + std::string(40, '\xff'), 100), hello) ==
        HelloOutcome::Damaged);
  CHECK(parse_client_hello("\x15\x03\x01", hello) == HelloOutcome::None);
}

std::string dns_name(std::vector<std::string> labels) {
  std::string bytes;
  for (const std::string& label : labels)
    bytes += big(label.size(), 1) + label;
  return bytes + '\0';
}

std::string dns_query(std::string_view questions, unsigned count = 1, unsigned flags = 0x0100) {
  return big(7, 2) + big(flags, 2) + big(count, 2) + big(0, 6) + std::string(questions);
}

TEST_CASE("DNS requests are found on their ports and, when plausible, on others") {
  const std::string question = dns_name({"WWW", "Example"}) + big(1, 2) + big(1, 2);
  const std::string pointer = question + "\x03sub" + big(0xc00c, 2) + big(28, 2) + big(1, 2);
  struct Case {
    std::string name;
    int port;
    std::string message;
    Events events;
  };
  const auto [name, port, message, events] = GENERATE_REF(values<Case>({
      {"a query", 53, dns_query(question), {"dns www.example"}},
      {"a query on another port", 9999, dns_query(question), {"dns www.example"}},
      {"two questions, one with a pointer",
       53,
       dns_query(pointer, 2),
       {"dns www.example sub.www.example"}},
      {"the root", 53, dns_query(dns_name({}) + big(2, 2) + big(1, 2)), {"dns "}},
      {"a response", 53, dns_query(question, 1, 0x8180), {}},
      {"another operation", 53, dns_query(question, 1, 0x2800), {}},
      {"a question of no known class on another port",
       9999,
       dns_query(dns_name({"a"}) + big(1, 2) + big(99, 2)),
       {}},
      {"a pointer to itself", 53, dns_query(big(0xc00c, 2) + big(1, 2) + big(1, 2)), {}},
      {"a label that is cut",
       53,
       dns_query("\x3f"
                 "abc"),
       {}},
      {"65,535 questions", 53, dns_query(question, 65535), {}},
  }));
  DYNAMIC_SECTION(name) {
    CHECK(read_bytes(pcap_file(std::vector<std::string>{udp_frame(5000, port, message)}),
                     {.wanted = only_dns})
              .events == events);
  }
}

TEST_CASE("DNS over TCP is read however it is cut") {
  const std::string query = dns_query(dns_name({"a", "b"}) + big(1, 2) + big(1, 2));
  const std::string bytes = big(query.size(), 2) + query + big(query.size(), 2) + query;
  for (const size_t size : std::initializer_list<size_t>{1000, 5, 1}) {
    std::vector<std::string> packets;
    for (size_t at = 0; at < bytes.size(); at += size) {
      packets.push_back(
          tcp_frame({.destination_port = 53, .sequence = 1000 + static_cast<std::uint32_t>(at)},
                    bytes.substr(at, size)));
    }
    CHECK(read_bytes(pcap_file(packets), {.wanted = only_dns}).events ==
          Events{"dns a.b", "dns a.b"});
  }
}

TEST_CASE("HTTP is found behind proxies and tunnels") {
  using namespace std::string_literals;
  const std::string get = "GET /x HTTP/1.1\r\n\r\n";
  const std::string seen = "http GET /x HTTP/1.1 {}";
  struct Case {
    std::string name;
    std::vector<Turn> turns;
    Events events;
  };
  const auto [name, turns, events] = GENERATE_REF(values<Case>({
      {"SOCKS4",
       {{true, "\x04\x01\0\x50\x01\x02\x03\x04me\0"s}, {false, "\0\x5a"s}, {true, get}},
       {seen}},
      {"SOCKS4a", {{true, "\x04\x01\0\x50\0\0\0\x01me\0host\0"s + get}}, {seen}},
      {"SOCKS5",
       {{true, "\x05\x02\0\x02"s}, {false, "\x05\0"s}, {true, "\x05\x01\0\x03\x01h\0\x50"s + get}},
       {seen}},
      {"SOCKS5 with a password",
       {{true, "\x05\x01\x02"s},
        {true, "\x01\x01u\x02pw"s},
        {true, "\x05\x01\0\x01\x01\x02\x03\x04\0\x50"s + get}},
       {seen}},
      {"PROXY line", {{true, "PROXY TCP4 192.0.2.9 192.0.2.2 1 80\r\n" + get}}, {seen}},
      {"PROXY header", {{true, "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x04"s + "abcd" + get}}, {seen}},
      {"CONNECT, then another request inside",
       {{true, "CONNECT h:80 HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\n\r\n"}, {true, get}},
       {"http CONNECT h:80 HTTP/1.1 {} -> 200 {}", seen}},
      {"CONNECT, then text that is no HTTP",
       {{true, "CONNECT h:25 HTTP/1.1\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\n\r\n"},
        {true, "HELO x\r\n\r\nMAIL y\r\n\r\n"}},
       {"http CONNECT h:25 HTTP/1.1 {} -> 200 {}"}},
      {"a request line without its end", {{true, "GET /unfinished"}}, {"http GET /unfinished  {}"}},
      {"no HTTP", {{true, "EHLO mail\r\n"}}, {}},
      {"SIP is no HTTP", {{true, "OPTIONS sip:x SIP/2.0\r\n\r\n"}}, {}},
  }));
  for (const size_t size : std::initializer_list<size_t>{1000, 3, 1}) {
    DYNAMIC_SECTION(name << " in segments of " << size) {
      CHECK(read_bytes(pcap_file(in_order(turns, size)), {.wanted = only_http}).events == events);
    }
  }
}

TEST_CASE("HTTP goes on behind a gap with the next request") {
  std::vector<std::string> packets = handshake();
  packets.push_back(segment(true, 0, 0, "POST /1 HTTP/1.1\r\nContent-Length: 50\r\n\r\nabc"));
  packets.push_back(segment(true, 100, 0, "GET /2 HTTP/1.1\r\n\r\n"));
  const CaptureResult result = read_bytes(pcap_file(packets), {.wanted = only_http}, true);
  CHECK(result.events ==
        Events{"http POST /1 HTTP/1.1 [Content-Length=50] {abc} 192.0.2.1:40000 > 192.0.2.2:80 #5 "
               "t0 192.0.2.1",
               "http GET /2 HTTP/1.1 {} 192.0.2.1:40000 > 192.0.2.2:80 #5 t1 192.0.2.1"});
  CHECK(reason(result, "gap in a stream") == 1);
}

TEST_CASE("midstream, who sends a request is the client, whatever the ports") {
  const std::string request = ethernet(
      ipv4({}, tcp({.source_port = 80, .destination_port = 50000}, "GET / HTTP/1.1\r\n\r\n")));
  const CaptureResult result =
      read_bytes(pcap_file(std::vector<std::string>{request}), {.wanted = only_http}, true);
  CHECK(result.events ==
        Events{"http GET / HTTP/1.1 {} 192.0.2.1:80 > 192.0.2.2:50000 #1 t0 192.0.2.1"});
}

TEST_CASE("the client of an event is what the corpus says") {
  const std::vector<Turn> turns = {
      {true, "GET / HTTP/1.1\r\nX-User: ann\r\nCookie: a=1; sid=77\r\n\r\n"}};
  const auto client = [&](const std::string& rule) {
    const CaptureResult result =
        read_bytes(pcap_file(in_order(turns, 1000)),
                   {.wanted = only_http, .client = parse_client_rule(rule).value()},
                   true);
    REQUIRE(result.events.size() == 1);
    return result.events[0].substr(result.events[0].rfind(' ') + 1);
  };
  CHECK(client("source-ip") == "192.0.2.1");
  CHECK(client("header:x-user") == "ann");
  CHECK(client("cookie:sid") == "77");
  CHECK(client("header:absent") == "192.0.2.1");
  CHECK(client("record") == "#6");
}

TEST_CASE("proxy preambles that are cut or false are not passed over") {
  CHECK(read_preamble("\x05\x01").looks == Looks::More);
  CHECK(read_preamble(std::string_view("\x05\x01\0\x09\x09", 5)).looks == Looks::No);
  CHECK(read_preamble("PROX").looks == Looks::More);
  CHECK(read_preamble("PROXY " + std::string(200, 'x')).looks == Looks::No);
  CHECK(read_preamble("\x04\x09").looks == Looks::No);
}

}  // namespace
}  // namespace sig::traffic
