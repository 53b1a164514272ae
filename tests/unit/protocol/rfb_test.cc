#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

constexpr std::uint16_t port = 5900;
const std::string version = "RFB 003.008\n", version33 = "RFB 003.003\n";

std::string be32(std::uint32_t value) {
  return le(value >> 24U, 1) + le((value >> 16U) & 0xffU, 1) + le((value >> 8U) & 0xffU, 1) +
         le(value & 0xffU, 1);
}
std::string server_init(const std::string& name) {
  return std::string(20, 's') + be32(static_cast<std::uint32_t>(name.size())) + name;
}

std::vector<Said> up_to_result(std::uint32_t result) {
  return {{false, version},
          {true, version},
          {false, "\x02\x01\x02"},
          {true, "\x02"},
          {false, std::string(16, 'c')},
          {true, std::string(16, 'r')},
          {false, be32(result)}};
}
std::vector<Said> then(std::vector<Said> pieces, std::vector<Said> more) {
  pieces.insert(pieces.end(), more.begin(), more.end());
  return pieces;
}
std::vector<Said> conversation() {
  return then(up_to_result(0), {{true, "\x01"}, {false, server_init("desk")}, {true, "pointer"}});
}

}  // namespace

TEST_CASE("the handshake of RFB is shown when it is over, each side with what is its own") {
  struct Case {
    std::string name;
    std::vector<Said> pieces;
    std::vector<std::string> lines;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"with authentication", conversation(), {"rfb >0 #2", "rfb <0 rfb.name=desk #0"}},
      {"version 3.3, where the server decides",
       {{false, version33},
        {true, version33},
        {false, be32(1)},
        {true, "\x01"},
        {false, server_init("x")}},
       {"rfb >0 #1", "rfb <0 rfb.name=x"}},
      {"a desktop without a name",
       {{false, version33},
        {true, version33},
        {false, be32(1)},
        {true, "\x01"},
        {false, server_init("")}},
       {"rfb >0 #1", "rfb <0"}},
      {"a security type that is not followed",
       {{false, version}, {true, version}, {false, "\x01\x11"}, {true, "\x11"}},
       {"rfb >0 !unimplemented_security_type", "rfb <0 !unimplemented_security_type"}},
      {"an unknown result",
       up_to_result(9),
       {"rfb >0 #2 !unknown_security_result", "rfb <0 !unknown_security_result"}},
      {"a side that speaks out of turn",
       then(up_to_result(1), {{true, "x"}}),
       {"rfb >0 #2 !confused_state", "rfb <0 !confused_state"}},
      {"a failure with its reason", then(up_to_result(1), {{false, be32(4) + "nope"}}), {}},
      {"not over yet", up_to_result(0), {}},
  }));
  INFO(one.name);
  CHECK(lines_of(port, one.pieces).lines == one.lines);
}

TEST_CASE("RFB cut anywhere gives the same units") {
  const auto whole = lines_of(port, conversation()).lines;
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    CHECK(lines_of(port, cut(conversation(), seed)).lines == whole);
  }
}

TEST_CASE("what is no RFB, and lengths without end, show nothing") {
  struct Case {
    std::string name;
    std::vector<Said> pieces;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"a client that greets first", {{true, version}, {false, version}, {false, "\x01\x01"}}},
      {"a version that is none", {{false, "RFB 003x008\n"}, {true, version}}},
      {"a name of four gigabytes",
       {{false, version33},
        {true, version33},
        {false, be32(1)},
        {true, "\x01"},
        {false, std::string(20, 's') + be32(0xffffffff) + "desk"}}},
      {"security types without end", {{false, version}, {true, version}, {false, "\xff\x01"}}},
  }));
  INFO(one.name);
  CHECK(lines_of(port, one.pieces).lines.empty());
}

TEST_CASE("each message of RFB is a frame") {
  Lines seen;
  AppContext context = everything_of_http();
  context.wants.frames = true;
  AppSession session(context, 6, 40000, port);
  for (const Said& piece : conversation())
    session.data(piece.to_server, piece.bytes, seen);
  REQUIRE(seen.frames.size() == 9);
  CHECK(seen.frames[1] == "rfb.pdu > " + version);
  CHECK(seen.frames[8] == "rfb.pdu < " + server_init("desk"));
}

}  // namespace sig::protocol
