#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

constexpr std::uint16_t port = 5060;

std::string request(const std::string& line, const std::string& rest = "") {
  return line + "\r\nVia: SIP/2.0/UDP host\r\n\r\n" + rest;
}
const std::string invite = request("INVITE sip:bob@example.org SIP/2.0", "v=0");
const std::string found = request("SIP/2.0 200 OK");
const std::string invite_line =
    "sip >0 sip.method=INVITE sip.uri=sip:bob@example.org sip.protocol=SIP/2.0 "
    "sip.request_line=INVITE sip:bob@example.org SIP/2.0";

}  // namespace

TEST_CASE("a datagram of SIP is a transaction of its own") {
  const Lines seen = lines_of_datagrams(port, {{true, invite}, {false, found}});
  CHECK(seen.lines ==
        std::vector<std::string>{invite_line,
                                 "sip <1 sip.protocol=SIP/2.0 sip.stat_code=200 sip.stat_msg=OK "
                                 "sip.response_line=SIP/2.0 200 OK"});
}

TEST_CASE("requests of SIP are read by a narrow grammar") {
  struct Case {
    std::string name, bytes;
    bool is_sip;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"any method of letters", request("knock sip:a SIP/2.0"), true},
      {"a method with a digit", request("FOO1 sip:a SIP/2.0"), false},
      {"a URI with brackets", request("INVITE sip:a@[::1] SIP/2.0"), false},
      {"another version", request("INVITE sip:a SIP/1.0"), true},
      {"another protocol", request("INVITE sip:a HTTP/1.1"), false},
      {"no headers", "INVITE sip:a SIP/2.0\r\n\r\n", true},
      {"a folded header", "INVITE sip:a SIP/2.0\r\nA: b\r\n c\r\nD: e\r\n\r\n", true},
      {"blanks round the colon and behind the value",
       "INVITE sip:a SIP/2.0\r\nA\t: b \r\n\r\n",
       true},
      {"a header without a colon", "INVITE sip:a SIP/2.0\r\nno header\r\n\r\n", false},
      {"a value that is no ASCII", "INVITE sip:a SIP/2.0\r\nA: \xff\r\n\r\n", false},
      {"lines that end in LF", "INVITE sip:a SIP/2.0\nA: b\n\n", false},
      {"no end of the headers", "INVITE sip:a SIP/2.0\r\nA: b\r\n", false},
      {"a response", found, false},
      {"nothing but a line end", "\r\n", false},
  }));
  INFO(one.name);
  CHECK(lines_of_datagrams(port, {{true, one.bytes}}).lines.size() == (one.is_sip ? 1U : 0U));
}

TEST_CASE("SIP is looked for on its ports, over UDP, in what the client sends") {
  CHECK(lines_of_datagrams(5061, {{true, invite}}).lines.size() == 1);
  CHECK(lines_of_datagrams(9999, {{true, invite}}).lines.empty());
  CHECK(lines_of(port, {{true, invite}, {false, found}}).lines.empty());
}

TEST_CASE("an event of a datagram that is no SIP is seen with the other side of the last message") {
  struct Case {
    std::string name;
    std::vector<Said> pieces;
    std::vector<std::string> behind;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"a response that is none", {{false, "what?\r\n\r\n"}}, {"sip <0 !invalid_data"}},
      {"a response that is cut", {{false, found.substr(0, 20)}}, {"sip <0 !incomplete_data"}},
      {"a request that is none, until something answers",
       {{true, "\xff"}, {false, "x"}},
       {"sip <0 !invalid_data"}},
      {"a request that is none and nothing answers", {{true, "\xff"}}, {}},
      {"a second one, when both sides have been seen",
       {{false, "what?\r\n\r\n"}, {false, "what?\r\n\r\n"}},
       {"sip <0 !invalid_data"}},
  }));
  INFO(one.name);
  std::vector<Said> pieces{{true, invite}};
  pieces.insert(pieces.end(), one.pieces.begin(), one.pieces.end());
  auto lines = lines_of_datagrams(port, pieces).lines;
  REQUIRE(!lines.empty());
  lines.erase(lines.begin());
  CHECK(lines == one.behind);
}

TEST_CASE("frames of SIP are the message and its parts") {
  Lines seen;
  AppContext context = everything_of_http();
  context.wants.frames = true;
  AppSession session(context, 17, 40000, port);
  session.data(true, invite, seen);
  session.data(false, "SIP/2.0 200 OK\r\n\r\n", seen);
  CHECK(seen.frames ==
        std::vector<std::string>{"sip.pdu > " + invite,
                                 "sip.request.line > INVITE sip:bob@example.org SIP/2.0\r\n",
                                 "sip.request.headers > Via: SIP/2.0/UDP host\r\n",
                                 "sip.request.body > v=0",
                                 "sip.pdu < SIP/2.0 200 OK\r\n\r\n",
                                 "sip.response.line < SIP/2.0 200 OK\r\n"});
}

}  // namespace sig::protocol
