// From records to packets: tunnels, fragments, broken headers.
#include <catch2/catch.hpp>

#include "tests/support/packet_builder.h"
#include "unit/ips/capture_listener.h"

namespace sig::ips {
namespace {

using test::big;
using test::ethernet;
using test::ipv4;
using test::ipv6;

const std::string inner = ipv4({.protocol = 17}, test::udp(1111, 2222, "inside"));

struct Tunnel {
  const char* name;
  std::string frame;
  size_t packets;  ///< that are shown, the outermost first
};

std::string udp_to(int port, const std::string& payload) {
  return test::udp_frame(4000, port, payload);
}

std::vector<Tunnel> tunnels() {
  const std::string plain = ethernet(inner);
  const std::string tag = big(7, 2);
  const std::string v6 = ipv6("2001:db8::1",
                              "2001:db8::2",
                              17,
                              test::udp(1111, 2222, "inside", "2001:db8::1", "2001:db8::2"));
  return {
      {"Ethernet", plain, 1},
      {"VLAN", ethernet(tag + big(0x0800, 2) + inner, 0x8100), 1},
      {"QinQ", ethernet(tag + big(0x8100, 2) + tag + big(0x0800, 2) + inner, 0x88a8), 1},
      {"MPLS", ethernet(big(0x00010140, 4) + inner, 0x8847), 1},
      {"PPPoE",
       ethernet(big(0x11000001, 4) + big(inner.size() + 2, 2) + big(0x21, 2) + inner, 0x8864),
       1},
      {"IP in IP", ethernet(ipv4({.protocol = 4}, inner)), 2},
      {"6in4", ethernet(ipv4({.protocol = 41}, v6)), 2},
      {"4in6", ethernet(ipv6("2001:db8::1", "2001:db8::2", 4, inner), 0x86dd), 2},
      {"GRE", ethernet(ipv4({.protocol = 47}, big(0, 2) + big(0x0800, 2) + inner)), 2},
      {"GRE of PPTP",
       ethernet(ipv4({.protocol = 47},
                     big(0x3001, 2) + big(0x880b, 2) + big(inner.size() + 4, 2) + big(1, 2) +
                         big(0, 4) + big(0xff03, 2) + big(0x21, 2) + inner)),
       2},
      {"ERSPAN",
       ethernet(
           ipv4({.protocol = 47},
                big(0x1000, 2) + big(0x88be, 2) + big(1, 4) + big(0x1000000000000000, 8) + plain)),
       2},
      {"VXLAN", udp_to(4789, big(0x08000000, 4) + big(0x100, 4) + plain), 2},
      {"Geneve", udp_to(6081, big(0x00006558, 4) + big(0x100, 4) + plain), 2},
      {"Teredo", udp_to(3544, v6), 2},
  };
}

}  // namespace

TEST_CASE("each layer of a tunnel is a packet of its own") {
  for (const Tunnel& tunnel : tunnels()) {
    DYNAMIC_SECTION(tunnel.name) {
      const Shown shown = show({tunnel.frame});
      CHECK(shown.counts.rejected == 0);
      REQUIRE(shown.notes.packets.size() == tunnel.packets);
      CHECK(shown.notes.packets.back().payload == "inside");
      CHECK(shown.notes.packets.back().has_flow);
    }
  }
}

TEST_CASE("a tunnel that is cut anywhere is shown, counted or rejected, never more") {
  for (const Tunnel& tunnel : tunnels()) {
    INFO(tunnel.name);
    std::vector<std::string> cuts;
    for (size_t size = 0; size < tunnel.frame.size(); ++size)
      cuts.push_back(tunnel.frame.substr(0, size));
    const Shown shown = show(cuts);
    CHECK(shown.counts.records == cuts.size());
    CHECK(shown.counts.rejected <= cuts.size());
    CHECK(shown.notes.ended_flows == shown.counts.flows);
  }
}

TEST_CASE("nesting ends at a depth") {
  std::string tags = big(0x0800, 2) + inner;
  std::string gre = inner;
  for (int i = 0; i < 64; ++i) {
    tags = big(0x8100, 2) + big(1, 2) + tags;
    gre = ipv4({.protocol = 47}, big(0, 2) + big(0x0800, 2) + gre);
  }
  const Shown shown = show({std::string(12, '\x02') + tags, ethernet(gre)});
  CHECK(shown.counts.records == 2);
  CHECK(shown.notes.shown < 16);
  CHECK(shown.counts.reasons.size() >= 1);
  for (const auto& packet : shown.notes.packets)
    CHECK(packet.payload != "inside");
}

TEST_CASE("a header that contradicts itself is an event") {
  const auto [what, frame, event] = GENERATE(table<std::string, std::string, std::string>({
      {"frame shorter than Ethernet", std::string(10, 'x'), "ethernet.pkt_too_small"},
      {"VLAN tag that is cut", ethernet("ab", 0x8100), "vlan.header_too_small"},
      {"IPv4 shorter than a header", ethernet(inner.substr(0, 12)), "ipv4.pkt_too_small"},
      {"header length below 5", ethernet("\x43" + inner.substr(1)), "ipv4.hlen_too_small"},
      {"length below the header",
       ethernet(ipv4({.protocol = 17, .total_length = 12}, "x")),
       "ipv4.iplen_smaller_than_hlen"},
      {"longer than the frame",
       ethernet(ipv4({.protocol = 17, .total_length = 900}, "x")),
       "ipv4.trunc_pkt"},
      {"ICMPv6 in IPv4", ethernet(ipv4({.protocol = 58}, std::string(16, 'x'))), "ipv4.icmpv6"},
      {"TCP of 10 bytes",
       ethernet(ipv4({.protocol = 6}, std::string(10, 'x'))),
       "tcp.pkt_too_small"},
      {"UDP of 4 bytes", ethernet(ipv4({.protocol = 17}, "abcd")), "udp.hlen_too_small"},
      {"ICMP of 4 bytes", ethernet(ipv4({.protocol = 1}, "abcd")), "icmpv4.pkt_too_small"},
      {"IPv6 shorter than a header",
       ethernet(std::string("\x60", 1) + std::string(20, '\0'), 0x86dd),
       "ipv6.pkt_too_small"},
      {"extension header that is cut",
       ethernet(ipv6("::1", "::2", 0, std::string("\x06\x09zz", 4)), 0x86dd),
       "ipv6.trunc_exthdr"},
      {"routing header of type 0",
       ethernet(ipv6("::1", "::2", 43, std::string("\x3b\0\0\0\0\0\0\0", 8)), 0x86dd),
       "ipv6.rh_type_0"},
      {"data behind the last header",
       ethernet(ipv6("::1", "::2", 59, "data"), 0x86dd),
       "ipv6.data_after_none_header"},
      {"unknown next header",
       ethernet(ipv6("::1", "::2", 253, "data"), 0x86dd),
       "ipv6.unknown_next_header"},
  }));
  INFO(what);
  const Shown shown = show({frame});
  REQUIRE(shown.notes.packets.size() == 1);
  CHECK(shown.notes.events.count(event) == 1);
}

TEST_CASE("fragments come as they are, and the datagram behind the last of them") {
  const std::string whole = test::udp(1111, 2222, std::string(40, 'a') + std::string(40, 'b'));
  const auto piece = [&](int from, int size, bool more) {
    return ethernet(ipv4({.protocol = 17, .fragment_offset = from, .more_fragments = more},
                         whole.substr(static_cast<size_t>(from), static_cast<size_t>(size))));
  };
  const Shown shown = show({piece(48, 40, false), piece(0, 48, true)});
  REQUIRE(shown.notes.packets.size() == 3);
  CHECK(shown.notes.packets[0].is_fragment);
  CHECK_FALSE(shown.notes.packets[0].has_flow);
  CHECK(shown.notes.packets[2].is_reassembled);
  CHECK(shown.notes.packets[2].has_flow);
  CHECK(shown.notes.packets[2].payload == whole.substr(8));
}

TEST_CASE("hostile fragments are held under a cap") {
  SECTION("teardrop") {
    const Shown shown =
        show({ethernet(ipv4({.protocol = 17, .more_fragments = true}, std::string(40, 'x'))),
              ethernet(ipv4({.protocol = 17, .fragment_offset = 24}, "abcd"))});
    CHECK(shown.notes.events.count("ipv4.frag_overlap") == 1);
  }
  SECTION("beyond 65,535 bytes") {
    const Shown shown =
        show({ethernet(ipv4({.protocol = 1, .fragment_offset = 65528}, std::string(100, 'x')))});
    CHECK(shown.notes.events.count("ipv4.frag_pkt_too_large") == 1);
  }
  SECTION("a million that are never completed") {
    Notes notes;
    notes.keeps_packets = false;
    CaptureEngine engine({}, notes);
    std::string frame =
        ethernet(ipv4({.protocol = 17, .fragment_offset = 8, .more_fragments = true}, "12345678"));
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
      frame.replace(14 + 4, 2, big(i, 2));
      frame.replace(14 + 12, 4, big(0x0a000000U + i / 65536, 4));
      traffic::CapturedPacket captured;
      captured.bytes = frame;
      captured.original_length = static_cast<std::uint32_t>(frame.size());
      captured.link_type = 1;
      captured.time = Time{i};
      engine.take(captured);
    }
    engine.finish();
    CHECK(notes.shown == 1'000'000);
    CHECK(engine.counts().flows == 0);
  }
}

}  // namespace sig::ips
