#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

constexpr std::uint16_t port = 44818;

std::string message(std::uint16_t command, const std::string& body, std::uint32_t status = 0) {
  return le(command, 2) + le(body.size(), 2) + le(7, 4) + le(status, 4) + zeros(8) + le(0, 4) +
         body;
}
/// CIP in a data item of the Common Packet Format, without or with a connection.
std::string unconnected(const std::string& cip) {
  return zeros(6) + le(2, 2) + le(0, 4) + le(0xb2, 2) + le(cip.size(), 2) + cip;
}
std::string connected(const std::string& cip) {
  return zeros(6) + le(2, 2) + le(0xa1, 2) + le(4, 2) + zeros(4) + le(0xb1, 2) +
         le(cip.size() + 2, 2) + le(9, 2) + cip;
}
std::string request(std::uint8_t service, const std::string& path, const std::string& data = "") {
  return le(service, 1) + le(path.size() / 2, 1) + path + data;
}
std::string class_path(std::uint8_t number) {
  return le(0x20, 1) + le(number, 1) + le(0x24, 1) + le(1, 1);
}
std::string attribute_path(std::uint8_t number) {
  return le(0x30, 1) + le(number, 1);
}

std::vector<Said> conversation() {
  return {
      {true, message(0x65, le(1, 2) + le(0, 2))},
      {false, message(0x65, le(1, 2) + le(0, 2))},
      {true,
       message(0x6f, unconnected(request(14, class_path(4) + attribute_path(3)))) +
           message(0x70, connected(request(3, class_path(5), le(2, 2) + le(11, 2) + le(12, 2))))},
      {false, message(0x6f, unconnected("\x8e" + zeros(5)))}};
}

}  // namespace

TEST_CASE("an EtherNet/IP message is a unit with its command and the services of CIP") {
  const Lines seen = lines_of(port, conversation());
  CHECK(seen.lines == std::vector<std::string>{"enip >0 #101",
                                               "enip <1 #101",
                                               "enip >2 #111 cip14/c4/a4",
                                               "enip >3 #112 cip3/c5,11,12",
                                               "enip <4 #111 -cip14"});
}

TEST_CASE("EtherNet/IP cut anywhere gives the same units") {
  const auto whole = lines_of(port, conversation()).lines;
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    CHECK(lines_of(port, cut(conversation(), seed)).lines == whole);
  }
}

TEST_CASE("several services in one packet are shown one behind the other") {
  const std::string first = request(14, class_path(6));
  const std::string several = request(
      10, class_path(2), le(2, 2) + le(6, 2) + le(6 + first.size(), 2) + first + request(76, ""));
  const Lines seen = lines_of(port, {{true, message(0x6f, unconnected(several))}});
  CHECK(seen.lines == std::vector<std::string>{"enip >0 #111 cip10/c2 cip14/c6 cip76"});
}

TEST_CASE("what is no EtherNet/IP is not taken for it") {
  struct Case {
    std::string name, bytes;
  };
  const auto one = GENERATE(values<Case>({
      {"an unknown status", message(0x63, "", 5)},
      {"an unknown command", message(0x99, "")},
      {"a registration of the wrong size", message(0x65, le(1, 2))},
      {"a NOP with options", message(0, "").replace(20, 1, "x")},
      {"text", std::string(40, 'a')},
  }));
  INFO(one.name);
  CHECK(lines_of(port, {{true, one.bytes}}).lines.empty());
  CHECK(lines_of_datagrams(port, {{true, one.bytes}}).lines.empty());
}

TEST_CASE("EtherNet/IP is looked for on its port only") {
  CHECK(lines_of(2222, {{true, message(0x63, "")}}).lines.empty());
  CHECK(lines_of_datagrams(port, {{true, message(0x63, "")}}).lines ==
        std::vector<std::string>{"enip >0 #99"});
}

TEST_CASE("hostile lengths of EtherNet/IP end the reading, not the program") {
  struct Case {
    std::string name, cip, line;
  };
  const std::string nested = request(10, "", le(0xffff, 2) + le(4, 2));
  const auto one = GENERATE_COPY(values<Case>({
      {"a path beyond the end", le(14, 1) + le(255, 1) + le(0x20, 1) + le(4, 1), " cip14/c4"},
      {"an unknown segment", request(14, le(0x20, 1) + le(4, 1) + le(0x91, 2)), " cip14/c4"},
      {"more attributes than there are",
       request(3, class_path(1), le(0xffff, 2) + le(5, 2)),
       " cip3/c1,5"},
      {"offsets beyond the end",
       request(10, "", le(2, 2) + le(0xffff, 2) + le(0xffff, 2)),
       " cip10"},
      {"a service of services of nothing", nested, " cip10"},
      {"nothing", "", ""},
  }));
  INFO(one.name);
  CHECK(lines_of(port, {{true, message(0x6f, unconnected(one.cip))}}).lines ==
        std::vector<std::string>{"enip >0 #111" + one.line});
}

TEST_CASE("services that point at themselves are bounded") {
  // Each offset names the same request for several services again.
  std::string body = request(10, "", le(4000, 2));
  for (int i = 0; i < 4000; ++i)
    body += le(0, 2);
  const Lines seen = lines_of(port, {{true, message(0x6f, unconnected(body))}});
  REQUIRE(seen.lines.size() == 1);
  CHECK(seen.lines[0].size() < 1000);
}

TEST_CASE("a message that the stream ends in is shown as far as it goes") {
  const std::string whole = message(0x6f, unconnected(request(14, class_path(4))));
  CHECK(lines_of(port, {{true, message(0x63, "") + whole.substr(0, 30)}}).lines ==
        std::vector<std::string>{"enip >0 #99", "enip >1 #111"});
}

}  // namespace sig::protocol
