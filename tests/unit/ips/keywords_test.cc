// Rules over captures made here: FTP data connections, services of CIP, frames behind transforms.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "ips/capture_scan.h"
#include "ips/cip_test.h"
#include "source/ips_rules.h"
#include "tests/support/packet_builder.h"

namespace sig::ips {
namespace {

struct Fired final : AlertSink {
  explicit Fired(const Ruleset& given) : ruleset(given) {}
  void alert(const Alert& alert) override { sids.insert(ruleset.sources()[alert.rule].sid); }
  const Ruleset& ruleset;
  std::multiset<std::uint32_t> sids;
};

using Sids = std::multiset<std::uint32_t>;

Sids sids_of(const std::string& rules, const std::vector<std::string>& packets) {
  Diagnostics diagnostics;
  auto read = source::read_ips_rules(
      "test.rules", rules, IpsDialect::Suricata, source::IpsVariables::stock(), diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE(!diagnostics.has_errors());
  auto ruleset = Ruleset::compile(std::move(read), {.cache_folder = {}, .in_child = false});
  REQUIRE(ruleset);
  REQUIRE((*ruleset)->unsupported().empty());
  const std::string path = std::filesystem::temp_directory_path().string() + "/sigctl-keywords-" +
                           std::to_string(::getpid()) + ".pcap";
  REQUIRE(write_atomically(path, test::pcap_file(packets)));
  Fired fired(**ruleset);
  const auto scanned = scan_capture(path, *ruleset, {}, fired);
  std::filesystem::remove(path);
  REQUIRE(scanned);
  return fired.sids;
}

struct Said {
  bool by_client = true;
  std::string bytes;
};

/// A connection from 192.0.2.1 (or to it, `back`), each piece acknowledged, closed at the end.
void connect(std::vector<std::string>& packets,
             bool back,
             int client_port,
             int server_port,
             const std::vector<Said>& pieces) {
  std::uint32_t mine = 1000, theirs = 5000;
  const auto send = [&](bool by_client, int flags, const std::string& bytes) {
    std::uint32_t& sent = by_client ? mine : theirs;
    packets.push_back(test::tcp_frame({.source_port = by_client ? client_port : server_port,
                                       .destination_port = by_client ? server_port : client_port,
                                       .sequence = sent,
                                       .acknowledgement = by_client ? theirs : mine,
                                       .flags = flags},
                                      bytes,
                                      by_client == back));
    sent += static_cast<std::uint32_t>(bytes.size()) + ((flags & 3) != 0 ? 1U : 0U);
  };
  send(true, 2, "");
  send(false, 18, "");
  send(true, 16, "");
  for (const Said& piece : pieces) {
    send(piece.by_client, 24, piece.bytes);
    send(!piece.by_client, 16, "");
  }
  send(false, 17, "");
  send(true, 17, "");
  send(false, 16, "");
}

const std::string ftp_rules =
    "alert ftp-data any any -> any any (ftpdata_command:retr; sid:1;)\n"
    "alert ftp-data any any -> any any (ftpdata_command:stor; sid:2;)\n"
    "alert ftp-data any any -> any any (flow:to_server; file_data; content:\"hello\"; sid:3;)\n"
    "alert ftp-data any any -> any any (flow:to_client; file_data; content:\"hello\"; sid:4;)\n"
    "alert ftp-data any any -> any any (file.name; content:\"x.txt\"; sid:5;)\n"
    "alert ftp-data any any -> any any (fileext:\"pdf\"; sid:6;)\n"
    "alert ftp-data any any -> any any (flow:to_client; ftpdata_command:retr; sid:7;)\n";

const std::vector<Said> passive{{true, "PASV\r\n"},
                                {false, "227 Entering Passive Mode (192,0,2,2,80,1)\r\n"}};
const std::vector<Said> active{{true, "PORT 192,0,2,1,80,1\r\n"}, {false, "200 ok\r\n"}};
constexpr int data_port = 80 * 256 + 1;

std::vector<std::string> session(std::vector<Said> negotiation, const std::string& command) {
  negotiation.insert(negotiation.begin(), {true, "USER me\r\n"});
  negotiation.push_back({true, command});
  std::vector<std::string> packets;
  connect(packets, false, 40000, 21, negotiation);
  return packets;
}

}  // namespace

TEST_CASE("the data connection that FTP announces is followed as its command says") {
  struct Case {
    std::string name;
    std::vector<Said> negotiation;
    std::string command;
    bool server_connects, connecting_side_sends;
    int port;
    Sids sids;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"passive download", passive, "RETR x.txt\r\n", false, false, data_port, {1, 4, 5, 7}},
      {"passive upload", passive, "STOR x.txt\r\n", false, true, data_port, {2, 3, 5}},
      {"active download", active, "RETR x.txt\r\n", true, true, data_port, {1, 3, 5, 7}},
      {"active upload", active, "STOR x.txt\r\n", true, false, data_port, {2, 4, 5}},
      {"a listing", passive, "LIST\r\n", false, false, data_port, {}},
      {"another port", passive, "RETR x.txt\r\n", false, false, data_port + 1, {}},
      {"no port at all", {}, "RETR x.txt\r\n", false, false, data_port, {}},
  }));
  INFO(one.name);
  auto packets = session(one.negotiation, one.command);
  connect(packets,
          one.server_connects,
          one.server_connects ? 20 : 40001,
          one.port,
          {{one.connecting_side_sends, "hel"}, {one.connecting_side_sends, "lo"}});
  CHECK(sids_of(ftp_rules, packets) == one.sids);
}

TEST_CASE("bytes that are plainly another protocol are not FTP data") {
  auto packets = session(passive, "RETR x.txt\r\n");
  connect(packets, false, 40001, data_port, {{false, "HTTP/1.1 200 OK\r\n\r\nhello"}});
  CHECK(sids_of(ftp_rules, packets).empty());
}

TEST_CASE("a frame is looked at behind the transforms of its rule") {
  const std::string invite = "INVITE sip:a SIP/2.0\r\nA: b\r\n\r\nv=0\r\no=me\r\n";
  CHECK(sids_of("alert sip any any -> any any (frame:request.body; strip_whitespace; "
                "content:\"v=0o=me\"; startswith; sid:1;)\n"
                "alert sip any any -> any any (frame:request.body; content:\"v=0o=me\"; sid:2;)\n",
                {test::udp_frame(40000, 5060, invite)}) == Sids{1});
}

TEST_CASE("cip_service holds for a request with the service, class and attribute") {
  using protocol::AppCipService;
  static const std::vector<AppCipService> single{{14, false, {{false, 4}, {true, 4}}, {}}};
  static const std::vector<AppCipService> list{{3, false, {{false, 5}}, {11, 12}}};
  static const std::vector<AppCipService> answer{{14, true, {}, {}}, {14, false, {}, {}}};
  struct Case {
    std::string wanted;
    const std::vector<AppCipService>* services;
    bool holds;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"14", &single, true},
      {"15", &single, false},
      {"14,4", &single, true},
      {"14,5", &single, false},
      {"14,4,3", &single, false},  // Suricata 7 compares the attribute with the class
      {"14,4,4", &single, true},
      {"14,4,!3", &single, true},
      {"14,5,!3", &single, false},
      {"3,5,12", &list, true},
      {"3,5,13", &list, false},
      {"14", &answer, false},
  }));
  INFO(one.wanted);
  CHECK(cip_service_holds(one.wanted, *one.services) == one.holds);
}

}  // namespace sig::ips
