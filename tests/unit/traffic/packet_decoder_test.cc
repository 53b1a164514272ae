#include "traffic/packet_decoder.h"

#include <catch2/catch.hpp>

#include "tests/support/capture_events.h"
#include "tests/support/packet_builder.h"

namespace sig::traffic {
namespace {

using namespace sig::test;

struct Case {
  std::string name;
  std::uint32_t link_type;
  std::string packet;
  std::string event;   // empty: none
  std::string reason;  // empty: none
};

void check_one(const Case& one) {
  const CaptureResult result = read_bytes(
      pcap_file(std::vector<std::string>{one.packet}, one.link_type), {.wanted = only_packets});
  CHECK(result.events ==
        (one.event.empty() ? std::vector<std::string>{} : std::vector<std::string>{one.event}));
  CHECK(result.counts.records_read + result.counts.records_rejected == 1);
  CHECK(result.counts.records_rejected == (one.reason.starts_with("rejected: ") ? 1 : 0));
  if (one.reason.empty()) {
    CHECK(result.counts.reasons == std::map<std::string, std::uint64_t>{});
  } else {
    CHECK(reason(result, one.reason) == 1);
  }
}

const std::string datagram = ipv4({.protocol = 17}, udp(5000, 6000, "hi"));
const std::string seen = "packet udp 30  {hi}";

TEST_CASE("link layers lead to the packet inside") {
  const std::string six =
      ipv6("2001:db8::1", "2001:db8::2", 17, udp(5000, 6000, "hi", "2001:db8::1", "2001:db8::2"));
  const std::string snap = std::string("\xaa\xaa\x03\0\0\0", 6) + big(0x0800, 2);
  const std::string data_frame = std::string("\x08\0", 2) + std::string(22, '\0');
  const std::string quality_frame = std::string("\x88\0", 2) + std::string(24, '\0');
  const Case one = GENERATE_REF(values<Case>({
      {"Ethernet", 1, ethernet(datagram), seen, ""},
      {"Ethernet with IPv6", 1, ethernet(six, 0x86dd), "packet udp 50  {hi}", ""},
      {"802.1Q", 1, ethernet(big(5, 2) + big(0x0800, 2) + datagram, 0x8100), seen, ""},
      {"two tags",
       1,
       ethernet(big(5, 2) + big(0x8100, 2) + big(6, 2) + big(0x0800, 2) + datagram, 0x88a8),
       seen,
       ""},
      {"MPLS", 1, ethernet(big(0x00001040, 4) + big(0x00002140, 4) + datagram, 0x8847), seen, ""},
      {"Ethernet over MPLS",
       1,
       ethernet(big(0x00002140, 4) + big(0, 4) + ethernet(datagram), 0x8847),
       seen,
       ""},
      {"PPPoE",
       1,
       ethernet(big(0x1100, 2) + big(1, 2) + big(32, 2) + big(0x21, 2) + datagram, 0x8864),
       seen,
       ""},
      {"LLC and SNAP", 1, ethernet(snap + datagram, 38), seen, ""},
      {"Linux cooked", 113, std::string(14, '\0') + big(0x0800, 2) + datagram, seen, ""},
      {"Linux cooked 2", 276, big(0x0800, 2) + std::string(18, '\0') + datagram, seen, ""},
      {"raw IP", 101, datagram, seen, ""},
      {"raw IPv4", 228, datagram, seen, ""},
      {"BSD loopback", 0, little(2, 4) + datagram, seen, ""},
      {"BSD loopback, other byte order", 0, big(2, 4) + datagram, seen, ""},
      {"OpenBSD loopback", 108, big(2, 4) + datagram, seen, ""},
      {"PPP", 9, big(0xff03, 2) + big(0x21, 2) + datagram, seen, ""},
      {"PPP with compressed fields", 9, big(0x21, 1) + datagram, seen, ""},
      {"PPP over serial", 50, big(0xff03, 2) + big(0x21, 2) + datagram, seen, ""},
      {"Cisco HDLC", 104, big(0x0f00, 2) + big(0x0800, 2) + datagram, seen, ""},
      {"802.11", 105, data_frame + snap + datagram, seen, ""},
      {"802.11 with quality of service", 105, quality_frame + snap + datagram, seen, ""},
      {"Radiotap",
       127,
       big(0, 2) + little(8, 2) + big(0, 4) + data_frame + snap + datagram,
       seen,
       ""},
      {"PPI",
       192,
       big(0, 2) + little(8, 2) + little(105, 4) + data_frame + snap + datagram,
       seen,
       ""},
      {"NFLOG",
       239,
       big(0x0200, 2) + big(0, 2) + little(34, 2) + little(9, 2) + datagram,
       seen,
       ""},
      {"encrypted 802.11",
       105,
       std::string("\x08\x40", 2) + std::string(40, '\0'),
       "",
       "undecoded: encrypted 802.11 frame"},
      {"ARP", 1, ethernet(std::string(28, '\0'), 0x0806), "", "undecoded: ethertype 0x0806"},
      {"a link type nobody knows", 9999, datagram, "", "undecoded: link type 9999"},
      {"a cut Ethernet header", 1, std::string(13, '\0'), "", "rejected: link layer header"},
      {"an empty packet", 1, "", "", "rejected: link layer header"},
  }));
  DYNAMIC_SECTION(one.name) {
    check_one(one);
  }
}

std::string tags(int count) {
  std::string bytes;
  for (int i = 0; i < count - 1; ++i)
    bytes += big(5, 2) + big(0x8100, 2);
  return ethernet(bytes + big(5, 2) + big(0x0800, 2) + datagram, 0x8100);
}

std::string in_gre(const std::string& inner, int times) {
  std::string packet = inner;
  for (int i = 0; i < times; ++i) {
    packet = ipv4({.protocol = 47}, big(0, 2) + big(0x0800, 2) + packet);
  }
  return packet;
}

TEST_CASE("tunnels lead to the innermost packet, down to a depth of 8") {
  const std::string six =
      ipv6("2001:db8::1", "2001:db8::2", 17, udp(5000, 6000, "hi", "2001:db8::1", "2001:db8::2"));
  const std::string broken = ipv4({.protocol = 17, .wrong_checksum = true}, "");
  const Case one = GENERATE_REF(values<Case>({
      {"IP in IP", 101, ipv4({.protocol = 4}, datagram), seen, ""},
      {"6in4", 101, ipv4({.protocol = 41}, six), "packet udp 50  {hi}", ""},
      {"GRE", 101, in_gre(datagram, 1), seen, ""},
      {"GRE with key and sequence",
       101,
       ipv4({.protocol = 47}, big(0x3000, 2) + big(0x0800, 2) + big(0, 8) + datagram),
       seen,
       ""},
      {"Ethernet over GRE",
       101,
       ipv4({.protocol = 47}, big(0, 2) + big(0x6558, 2) + ethernet(datagram)),
       seen,
       ""},
      {"ERSPAN",
       101,
       ipv4({.protocol = 47}, big(0x1000, 2) + big(0x88be, 2) + big(0, 12) + ethernet(datagram)),
       seen,
       ""},
      {"VXLAN",
       101,
       ipv4({.protocol = 17}, udp(9000, 4789, big(0x08000000, 4) + big(0, 4) + ethernet(datagram))),
       seen,
       ""},
      {"Geneve",
       101,
       ipv4({.protocol = 17},
            udp(9000, 6081, big(0x0000, 2) + big(0x6558, 2) + big(0, 4) + ethernet(datagram))),
       seen,
       ""},
      {"not VXLAN but its port",
       101,
       ipv4({.protocol = 17}, udp(9000, 4789, "x")),
       "packet udp 29  {x}",
       "undecoded: inside a tunnel"},
      {"8 VLAN tags", 1, tags(8), seen, ""},
      {"64 VLAN tags", 1, tags(64), "", "undecoded: nested deeper than 8"},
      {"GRE in GRE x 8", 101, in_gre(datagram, 8), seen, ""},
      {"GRE in GRE x 64",
       101,
       in_gre(datagram, 64),
       "packet gre 1374  {" + big(0x0800, 4) + in_gre(datagram, 55) + "}",
       "undecoded: nested deeper than 8"},
      {"damage inside a tunnel leaves the tunnel",
       101,
       ipv4({.protocol = 4}, "x"),
       "packet ipip 21  {x}",
       "undecoded: inside a tunnel"},
  }));
  DYNAMIC_SECTION(one.name) {
    check_one(one);
  }
}

TEST_CASE("IPv4 and IPv6 headers are checked before they are believed") {
  std::string short_header = datagram;
  short_header[0] = 0x44;
  std::string long_header = datagram;
  long_header[0] = 0x4f;
  std::string chain;
  for (int i = 0; i < 10000; ++i)
    chain += big(60, 1) + std::string(7, '\0');
  const auto with = [](int next, const std::string& headers) {
    return ipv6("2001:db8::1", "2001:db8::2", next, headers);
  };
  const std::string inner = udp(5000, 6000, "hi", "2001:db8::1", "2001:db8::2");
  const Case one = GENERATE_REF(values<Case>({
      {"IPv4 options",
       101,
       ipv4({.protocol = 17, .options = std::string(8, '\x01')}, udp(5000, 6000, "hi")),
       "packet udp 38  {hi}",
       ""},
      {"header length below 5", 101, short_header, "", "rejected: IPv4 header"},
      {"header beyond the packet", 101, long_header, "", "rejected: IPv4 header"},
      {"total length below the header",
       101,
       ipv4({.protocol = 17, .total_length = 19}, ""),
       "",
       "rejected: IPv4 header"},
      {"total length beyond the capture",
       101,
       ipv4({.protocol = 99, .total_length = 100}, "abc"),
       "packet 99 100  {abc}",
       "truncated packet"},
      {"padding behind the packet", 101, datagram + "padding", seen, ""},
      {"IPv6 options and routing",
       101,
       with(0, big(43, 1) + std::string(7, '\0') + big(17, 1) + std::string(7, '\0') + inner),
       "packet udp 66  {hi}",
       ""},
      {"an atomic fragment",
       101,
       with(44, big(17, 1) + std::string(7, '\0') + inner),
       "packet udp 58  {hi}",
       ""},
      {"10,000 extension headers",
       101,
       with(60, chain.substr(0, 60000)),
       "",
       "rejected: more than 16 IPv6 extension headers"},
      {"an extension header that is cut", 101, with(60, "1234"), "", "rejected: IPv6 header"},
      {"no next header", 101, with(59, "junk"), "packet 59 44  {junk}", ""},
      {"a jumbogram",
       101,
       std::string(with(17, "")).replace(4, 2, big(0, 2)) + inner,
       "packet udp 50  {hi}",
       ""},
  }));
  DYNAMIC_SECTION(one.name) {
    check_one(one);
  }
}

TEST_CASE("transport headers are checked before they are believed") {
  std::string icmp = big(0x0800, 2) + big(0, 2) + big(1, 4) + "ping";
  icmp.replace(2, 2, big(internet_checksum(icmp), 2));
  std::string long_udp = udp(5000, 6000, "hi");
  long_udp.replace(4, 2, big(11, 2));
  std::string short_udp = udp(5000, 6000, "hi");
  short_udp.replace(4, 2, big(7, 2));
  const std::string segment = tcp({.flags = 0xff}, "hi");
  std::string short_tcp = segment;
  short_tcp[12] = 0x40;
  std::string long_tcp = segment;
  long_tcp[12] = '\xf0';
  const Case one = GENERATE_REF(values<Case>({
      {"TCP", 101, ipv4({}, segment), "packet tcp 42 FSRPAUEC {hi}", "urgent data"},
      {"TCP header length below 5", 101, ipv4({}, short_tcp), "", "rejected: TCP header"},
      {"TCP header beyond the packet", 101, ipv4({}, long_tcp), "", "rejected: TCP header"},
      {"a TCP packet of 19 bytes",
       101,
       ipv4({}, segment.substr(0, 19)),
       "",
       "rejected: TCP header"},
      {"UDP length beyond the packet",
       101,
       ipv4({.protocol = 17}, long_udp),
       "",
       "rejected: UDP header"},
      {"UDP length below the header",
       101,
       ipv4({.protocol = 17}, short_udp),
       "",
       "rejected: UDP header"},
      {"ICMP", 101, ipv4({.protocol = 1}, icmp), "packet icmp 32 8/0 {ping}", ""},
      {"ICMP of 3 bytes", 101, ipv4({.protocol = 1}, "abc"), "", "rejected: ICMP header"},
      {"SCTP",
       101,
       ipv4({.protocol = 132}, std::string(12, '\0') + "data"),
       "packet sctp 36  {data}",
       ""},
      {"SCTP of 11 bytes",
       101,
       ipv4({.protocol = 132}, std::string(11, '\0')),
       "",
       "rejected: SCTP header"},
      {"the checksum that a network card was to replace",
       101,
       ipv4({}, tcp({.pseudo_checksum = true}, "hi")),
       "packet tcp 42 PA {hi}",
       "checksum left to the network card"},
  }));
  DYNAMIC_SECTION(one.name) {
    check_one(one);
  }
}

TEST_CASE("a wrong checksum among right ones is rejected, a capture of wrong ones is not") {
  const std::string right = tcp_frame({}, "right");
  const std::string wrong = tcp_frame({.wrong_checksum = true}, "wrong");
  const std::string wrong_ip = ethernet(ipv4({.wrong_checksum = true}, tcp({}, "wrong")));

  const CaptureResult few =
      read_bytes(pcap_file(std::vector<std::string>{right, right, right, wrong, wrong_ip}),
                 {.wanted = only_packets});
  CHECK(few.counts.records_read == 3);
  CHECK(reason(few, "rejected: TCP checksum") == 1);
  CHECK(reason(few, "rejected: IPv4 checksum") == 1);

  const CaptureResult all = read_bytes(pcap_file(std::vector<std::string>{wrong, wrong, wrong}),
                                       {.wanted = only_packets});
  CHECK(all.counts.records_read == 3);
  CHECK(reason(all,
               "wrong checksum accepted, most are wrong (captured before the network card set "
               "them?)") == 3);

  const CaptureResult unchecked =
      read_bytes(pcap_file(std::vector<std::string>{right, right, right, wrong}),
                 {.wanted = only_packets, .verify_checksums = false});
  CHECK(unchecked.counts.records_read == 4);
  CHECK(unchecked.counts.records_rejected == 0);
}

}  // namespace
}  // namespace sig::traffic
