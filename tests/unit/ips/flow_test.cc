// Which packets belong to one flow, and how long.
#include <catch2/catch.hpp>

#include "ips/flow_table.h"
#include "tests/support/conversation.h"
#include "unit/ips/capture_listener.h"

namespace sig::ips {
namespace {

using test::big;
using test::ethernet;
using test::ipv4;

std::string udp_between(const char* source, const char* destination, int from, int to) {
  return ethernet(ipv4({.source = source, .destination = destination, .protocol = 17},
                       test::udp(from, to, "x", source, destination)));
}

std::string in_vlan(int id, const std::string& frame) {
  return frame.substr(0, 12) + big(0x8100, 2) + big(static_cast<std::uint64_t>(id), 2) +
         frame.substr(12);
}

}  // namespace

TEST_CASE("both directions are one flow, whose client spoke first") {
  const Shown shown = show({udp_between("192.0.2.9", "192.0.2.1", 5000, 53),
                            udp_between("192.0.2.1", "192.0.2.9", 53, 5000)});
  CHECK(shown.counts.flows == 1);
  CHECK(shown.notes.packets[0].to_server);
  CHECK_FALSE(shown.notes.packets[1].to_server);
}

TEST_CASE("VLAN ids are part of a flow's key, unless they are not to be") {
  const std::string frame = udp_between("192.0.2.9", "192.0.2.1", 5000, 53);
  EngineOptions options;
  CHECK(show({in_vlan(1, frame), in_vlan(2, frame)}, options).counts.flows == 2);
  options.use_vlan = false;
  CHECK(show({in_vlan(1, frame), in_vlan(2, frame)}, options).counts.flows == 1);
}

TEST_CASE("an echo and its answer are one flow, another type of ICMP is not") {
  const auto icmp = [](int type, bool back) {
    return ethernet(ipv4({.source = back ? "192.0.2.2" : "192.0.2.1",
                          .destination = back ? "192.0.2.1" : "192.0.2.2",
                          .protocol = 1},
                         big(static_cast<std::uint64_t>(type), 1) + std::string(11, '\0')));
  };
  CHECK(show({icmp(8, false), icmp(0, true)}).counts.flows == 1);
  CHECK(show({icmp(8, false), icmp(13, false), icmp(14, true)}).counts.flows == 2);
}

TEST_CASE("a flow that was silent for its timeout is another one") {
  std::vector<std::string> packets{udp_between("192.0.2.9", "192.0.2.1", 5000, 53)};
  for (int i = 0; i < 31; ++i)
    packets.push_back(udp_between("192.0.2.8", "192.0.2.1", 7, 9));
  packets.push_back(packets.front());
  CHECK(show(packets).counts.flows == 3);
}

TEST_CASE("the parts of a capture together are the whole") {
  std::vector<std::string> packets;
  for (int i = 1; i < 200; ++i) {
    packets.push_back(
        udp_between(("192.0.2." + std::to_string(i)).c_str(), "198.51.100.1", 5000 + i, 53));
  }
  for (const std::uint32_t parts : {2U, 3U, 7U}) {
    std::uint64_t flows = 0, shown_packets = 0;
    for (std::uint32_t part = 0; part < parts; ++part) {
      EngineOptions options;
      options.part = part;
      options.parts = parts;
      const Shown shown = show(packets, options);
      flows += shown.counts.flows;
      shown_packets += shown.notes.shown;
    }
    CHECK(flows == 199);
    CHECK(shown_packets == 199);
  }
}

TEST_CASE("a flood of 10 million SYNs is held in a bounded table, and evictions are counted") {
  static_assert(sizeof(FlowSlot) <= 960, "262,144 flows in 256 MiB");
  std::string frame = test::tcp_frame({.sequence = 1, .flags = test::syn}, "");
  Notes notes;
  notes.keeps_packets = false;
  const EngineOptions options;
  CaptureEngine engine(options, notes);
  constexpr std::uint32_t many = 10'000'000;
  for (std::uint32_t i = 0; i < many; ++i) {
    frame.replace(14 + 12, 4, big(0x0a000000U + i, 4));
    traffic::CapturedPacket captured;
    captured.bytes = frame;
    captured.original_length = static_cast<std::uint32_t>(frame.size());
    captured.link_type = 1;
    captured.time = Time{std::int64_t{i} * 1000};
    engine.take(captured);
  }
  engine.finish();
  CHECK(engine.counts().flows == many);
  CHECK(engine.counts().evicted_flows == many - options.most_flows);
  CHECK(notes.ended_flows == many);
}

}  // namespace sig::ips
