#include "traffic/http_parser.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "traffic/http_message.h"

namespace sig::traffic {
namespace {

// One exchange as a line of text, so that tests compare everything at once.
std::string describe(const ParsedExchange& parsed) {
  const HttpRequest& request = parsed.exchange.request;
  std::string text = std::to_string(parsed.transaction) + " " + std::string(request.method) + " " +
                     std::string(request.uri) + " " + std::string(request.version);
  for (const NameValue& header : request.headers) {
    text += " [" + std::string(header.name) + "=" + std::string(header.value) + "]";
  }
  text += " {" + std::string(request.body) + "}";
  if (!parsed.exchange.response) return text;
  const HttpResponse& response = *parsed.exchange.response;
  text += " -> " + std::to_string(response.status) + " " + std::string(response.version);
  for (const NameValue& header : response.headers) {
    text += " [" + std::string(header.name) + "=" + std::string(header.value) + "]";
  }
  return text + " {" + std::string(response.body) + "}";
}

struct Turn {
  bool from_client;
  std::string bytes;
};

std::vector<std::string> parse(const std::vector<Turn>& turns, size_t piece) {
  HttpParser parser({});
  std::vector<std::string> exchanges;
  const auto drain = [&] {
    while (const ParsedExchange* parsed = parser.next())
      exchanges.push_back(describe(*parsed));
  };
  for (const Turn& turn : turns) {
    const std::string_view bytes = turn.bytes;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      if (turn.from_client) {
        parser.client_data(bytes.substr(at, piece), {});
      } else {
        parser.server_data(bytes.substr(at, piece), {});
      }
      drain();
    }
  }
  parser.finish({});
  drain();
  return exchanges;
}

struct Case {
  std::string name;
  std::vector<Turn> turns;
  std::vector<std::string> exchanges;
};

TEST_CASE("HTTP exchanges are the same however their bytes are cut") {
  const auto [name, turns, exchanges] = GENERATE(values<Case>({
      {"request and response",
       {{true, "GET /a?b=%2e HTTP/1.1\r\nHost: h\r\nX: 1\r\nX: 2\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"}},
       {"0 GET /a?b=%2e HTTP/1.1 [Host=h] [X=1] [X=2] {} -> 200 HTTP/1.1 [Content-Length=2] {hi}"}},
      {"request without response", {{true, "GET / HTTP/1.0\r\n\r\n"}}, {"0 GET / HTTP/1.0 {}"}},
      {"unfinished body",
       {{true, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"}},
       {"0 POST / HTTP/1.1 [Content-Length=9] {abc}"}},
      {"pipelined, with a method nobody knows",
       {{true,
         "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcFROB /2 HTTP/1.1\r\n\r\nGET /3 "
         "HTTP/1.1\r\n\r\n"},
        {false,
         "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 404 No\r\nContent-Length: "
         "0\r\n\r\nHTTP/1.1 204 No\r\n\r\n"}},
       {"0 POST /1 HTTP/1.1 [Content-Length=3] {abc} -> 200 HTTP/1.1 [Content-Length=1] {1}",
        "1 FROB /2 HTTP/1.1 {} -> 404 HTTP/1.1 [Content-Length=0] {}",
        "2 GET /3 HTTP/1.1 {} -> 204 HTTP/1.1 {}"}},
      {"chunked both ways, with a trailer",
       {{true,
         "POST / HTTP/1.1\r\nTransfer-Encoding: "
         "chunked\r\n\r\n3\r\na\n\n\r\n2;x=y\r\nbc\r\n0\r\nT: "
         "v\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n"}},
       {"0 POST / HTTP/1.1 [Transfer-Encoding=chunked] [T=v] {a\n\nbc} -> 200 HTTP/1.1 "
        "[Transfer-Encoding=chunked] {\r\n\r\n}"}},
      {"100 Continue",
       {{true, "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"},
        {false, "HTTP/1.1 100 Continue\r\n\r\n"},
        {true, "x"},
        {false, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"}},
       {"0 PUT / HTTP/1.1 [Expect=100-continue] [Content-Length=1] {x} -> 201 HTTP/1.1 "
        "[Content-Length=0] {}"}},
      {"HEAD has no body",
       {{true, "HEAD / HTTP/1.1\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
        {true, "GET / HTTP/1.1\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\n\r\nuntil the end"}},
       {"0 HEAD / HTTP/1.1 {} -> 200 HTTP/1.1 [Content-Length=5] {}",
        "1 GET / HTTP/1.1 {} -> 200 HTTP/1.1 {until the end}"}},
      {"folded and odd headers",
       {{true, "GET / HTTP/1.1\r\nA : b\r\n\tc\r\nno colon\r\nE:\r\n\r\n"}},
       {"0 GET / HTTP/1.1 [A=b  \tc] [=no colon] [E=] {}"}},
      {"blank in the target", {{true, "GET /a b HTTP/1.1\r\n\r\n"}}, {"0 GET /a b HTTP/1.1 {}"}},
      {"bare line feeds", {{true, "GET / HTTP/1.1\nA: b\n\n"}}, {"0 GET / HTTP/1.1 [A=b] {}"}},
      {"CONNECT refused, then another request",
       {{true, "CONNECT h:443 HTTP/1.1\r\n\r\n"},
        {false, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"},
        {true, "GET /2 HTTP/1.1\r\n\r\n"}},
       {"0 CONNECT h:443 HTTP/1.1 {} -> 403 HTTP/1.1 [Content-Length=0] {}",
        "1 GET /2 HTTP/1.1 {}"}},
      {"CONNECT accepted: a tunnel",
       {{true, "CONNECT h:443 HTTP/1.1\r\n\r\n"},
        {false, "HTTP/1.1 200 OK\r\n\r\n"},
        {true, "\x16\x03\x01 not HTTP"}},
       {"0 CONNECT h:443 HTTP/1.1 {} -> 200 HTTP/1.1 {}"}},
      {"Upgrade",
       {{true, "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"},
        {false, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"},
        {true, "\x81\x01GET / HTTP/1.1\r\n\r\n"}},
       {"0 GET /ws HTTP/1.1 [Upgrade=websocket] [Connection=Upgrade] {} -> 101 HTTP/1.1 "
        "[Upgrade=websocket] [Connection=Upgrade] {}"}},
      {"response without request",
       {{false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, {true, "FROB / HTTP/1.1\r\n\r\n"}},
       {"0 FROB / HTTP/1.1 {}"}},
  }));
  for (const size_t piece : {size_t{1} << 20U, size_t{1}, size_t{2}, size_t{3}, size_t{7}}) {
    DYNAMIC_SECTION(name << " in pieces of " << piece) {
      CHECK(parse(turns, piece) == exchanges);
    }
  }
}

}  // namespace
}  // namespace sig::traffic
