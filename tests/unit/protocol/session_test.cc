#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

const std::string request = "GET /a HTTP/1.1\r\nHost: b\r\n\r\n";
const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

bool shows(const Lines& seen, std::string_view text) {
  return std::any_of(seen.lines.begin(), seen.lines.end(), [text](const std::string& line) {
    return line.find(text) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a side that speaks another protocol than the other is an event") {
  const Lines seen =
      lines_of(22, {{true, request}, {false, "SSH-2.0-OpenSSH_9.2\r\nmore and more"}});
  CHECK(seen.has_event("applayer_mismatch_protocol_both_directions"));
}

TEST_CASE("a side that speaks nothing known beside HTTP is an event") {
  const Lines seen = lines_of(80, {{true, request}, {false, std::string(64, 'x')}});
  CHECK(seen.has_event("applayer_detect_protocol_only_one_direction"));
}

TEST_CASE("a conversation of one protocol has no events of the flow") {
  CHECK(lines_of(80, {{true, request}, {false, answer}}).events.empty());
}

TEST_CASE("HTTP behind a server that spoke first is given up with an event") {
  const Lines seen = lines_of(80, {{false, std::string(40, 'x')}, {true, request}});
  CHECK(seen.has_event("applayer_wrong_direction_first_data"));
  CHECK(seen.lines.empty());
}

TEST_CASE("what follows CONNECT is detected again and nothing of it is lost") {
  const Lines seen = lines_of(8080,
                              {{true, "CONNECT b:22 HTTP/1.1\r\nHost: b\r\n\r\n"},
                               {false, "HTTP/1.1 200 OK\r\n\r\nSSH-2.0-server\r\n"},
                               {true, "SSH-2.0-client\r\n"}});
  CHECK(shows(seen, "ssh.software=server"));
  CHECK(shows(seen, "ssh.software=client"));
}

TEST_CASE("a request whose first piece is larger than what is held undecided is whole") {
  const std::string host(6000, 'a');
  const Lines seen = lines_of(80, {{true, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"}});
  CHECK(shows(seen, host));
}

TEST_CASE("a flow that stays unknown fails after a hundred thousand bytes and holds nothing") {
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, 9999);
  for (int i = 0; i < 200; ++i) {
    session.data(false, std::string(1000, 'x'), seen);
    CHECK(session.held_bytes() <= 4096);
  }
  CHECK(session.is_done());
  CHECK(session.protocol() == AppProtocol::Failed);
  CHECK(seen.has_event("applayer_proto_detection_skipped"));
}

TEST_CASE("a gap before detection leaves the other side to decide") {
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, 22);
  session.gap(false, 100, seen);
  session.data(true, "SSH-2.0-client\r\n", seen);
  CHECK(session.protocol() == AppProtocol::Ssh);
}

TEST_CASE("SMB stands behind four bytes and nowhere else") {
  CHECK(detect_protocol(6, true, 1, 2, std::string("\0\0\0\x20\xffSMB", 8)) == AppProtocol::Smb);
  CHECK(detect_protocol(6, true, 1, 2, "\xffSMB" + zeros(40)) == AppProtocol::Failed);
}

}  // namespace sig::protocol
