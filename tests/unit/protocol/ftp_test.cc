#include <catch2/catch.hpp>

#include "protocol/ftp_ports.h"
#include "session_units.h"

namespace sig::protocol {
namespace {

class Announced final : public AppSink {
 public:
  std::vector<std::string> transfers;
  void unit(const AppUnit&) override {}
  void expect(const FtpTransfer& transfer) override {
    transfers.push_back(std::to_string(transfer.port) + (transfer.is_active ? " active" : "") +
                        (transfer.is_upload ? " up " : " down ") + transfer.file_name);
  }
};

std::vector<std::string> announced(const std::vector<Said>& pieces) {
  Announced seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, 21);
  for (const Said& piece : pieces)
    session.data(piece.to_server, piece.bytes, seen);
  return seen.transfers;
}

std::vector<Said> conversation() {
  return {{true, "USER me\r\nPASV\r\n"},
          {false, "331 ok\r\n227 Entering Passive Mode (192,0,2,2,80,1).\r\n"},
          {true, "TYPE I\r\n"},
          {false, "200 ok\r\n"},
          {true, "retr a file.txt \r\n"},
          {false, "150 ok\r\n226 done\r\n"},
          {true, "EPRT |2|2001:db8::1|2000|\r\n"},
          {false, "500 whatever\r\n"},
          {true, "STOR up\r\n"}};
}

}  // namespace

TEST_CASE("a transfer is announced with the port that was agreed on before it") {
  CHECK(announced(conversation()) ==
        std::vector<std::string>{"20481 down a file.txt", "2000 active up up"});
}

TEST_CASE("a transfer without a port or a name ends the parsing, as in Suricata") {
  CHECK(announced({{true, "USER me\r\nRETR x\r\n"},
                   {true, "PASV\r\n"},
                   {false, "227 (1,2,3,4,5,6)\r\n"},
                   {true, "RETR x\r\n"}})
            .empty());
  CHECK(announced({{true, "USER me\r\nPASV\r\n"},
                   {false, "227 (1,2,3,4,5,6)\r\n"},
                   {true, "RETR\r\nRETR x\r\n"}})
            .empty());
}

TEST_CASE("FTP cut anywhere announces the same") {
  // A reply does not overtake what it answers: cut each piece in itself.
  const auto whole = announced(conversation());
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    CHECK(announced(cut(conversation(), seed)) == whole);
  }
}

TEST_CASE("ports of FTP are read where they stand") {
  CHECK(port_of_port("PORT 192,0,2,1,80,1") == 20481);
  CHECK(port_of_port("PORT 80,1") == 0);
  CHECK(port_of_port("PORT 192,0,2,1,79,257") == 0);
  CHECK(port_of_port("PORT") == 0);
  CHECK(port_of_eprt("EPRT |1|192.0.2.1|20481|") == 20481);
  CHECK(port_of_eprt("EPRT |1|192.0.2.1|20481") == 0);
  CHECK(port_of_eprt("EPRT |1|192.0.2.1|65536|") == 0);
  CHECK(port_of_eprt("EPRT |20481|") == 0);
  CHECK(port_of_pasv("227 what (192,0,2,2,80,1)") == 20481);
  CHECK(port_of_pasv("227 192,0,2,2,80,1") == 0);
  CHECK(port_of_pasv("227 (192,0,2,2,80,1") == 0);
  CHECK(port_of_pasv("226 (192,0,2,2,80,1)") == 0);
  CHECK(port_of_epsv("229 (|||20481|)") == 20481);
  CHECK(port_of_epsv("229 |||20481|") == 0);
  CHECK(port_of_epsv("229 (|||99999999999|)") == 0);
}

TEST_CASE("a file of FTP is shown when its side ends, cut anywhere the same") {
  const FtpTransfer download{20481, false, false, "a.txt"};
  for (unsigned seed = 0; seed < 50; ++seed) {
    Lines seen;
    const AppContext context = everything_of_http();
    AppSession session(context, 6, 40000, 20481);
    session.expect(&download);
    for (const Said& piece : cut({{false, "hello world"}}, seed))
      session.data(piece.to_server, piece.bytes, seen);
    CHECK(seen.lines.empty());
    session.end(true, seen);
    CHECK(seen.lines.empty());
    session.end(false, seen);
    CHECK(seen.lines ==
          std::vector<std::string>{"ftp-data <0 file.name=a.txt file.data=hello world #2"});
    CHECK(seen.events.empty());
  }
}

TEST_CASE("of a large file one megabyte is kept, and all of it counted") {
  const FtpTransfer upload{20481, false, true, "large"};
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, 20481);
  session.expect(&upload);
  const std::string piece(100000, 'x');
  for (int i = 0; i < 20; ++i)
    session.data(true, piece, seen);
  CHECK(session.held_bytes() < (3U << 20U));
  session.end(true, seen);
  REQUIRE(seen.lines.size() == 1);
  CHECK(seen.lines[0].size() < (1U << 20U) + 100);
}

}  // namespace sig::protocol
