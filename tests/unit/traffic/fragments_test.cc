#include "traffic/fragments.h"

#include <catch2/catch.hpp>

#include "tests/support/capture_events.h"
#include "tests/support/packet_builder.h"

namespace sig::traffic {
namespace {

using namespace sig::test;
using Packets = std::vector<std::string>;

std::string piece(int offset, std::string_view bytes, bool more, int id = 1) {
  return ethernet(
      ipv4({.protocol = 99, .id = id, .fragment_offset = offset, .more_fragments = more}, bytes));
}

std::string piece6(unsigned offset, std::string_view bytes, bool more) {
  return ethernet(ipv6("2001:db8::1",
                       "2001:db8::2",
                       44,
                       big(99, 1) + big(0, 1) + big(offset | (more ? 1U : 0U), 2) + big(7, 4) +
                           std::string(bytes)),
                  0x86dd);
}

TEST_CASE("fragments are put together, the first copy wins, and overlaps are counted") {
  struct Case {
    std::string name;
    Packets packets;
    std::vector<std::string> events;
    std::string reason;
  };
  const std::string unfinished = "fragmented datagram never completed";
  const auto [name, packets, events, reason_text] = GENERATE_REF(values<Case>({
      {"in order",
       {piece(0, "12345678", true), piece(8, "abc", false)},
       {"packet 99 31  {12345678abc}"},
       ""},
      {"last first",
       {piece(8, "abc", false), piece(0, "12345678", true)},
       {"packet 99 31  {12345678abc}"},
       ""},
      {"a copy",
       {piece(0, "12345678", true), piece(0, "12345678", true), piece(8, "abc", false)},
       {"packet 99 31  {12345678abc}"},
       ""},
      {"an overlap with other bytes",
       {piece(0, "12345678", true), piece(0, "XXXXXXXXabcdefgh", true), piece(16, "z", false)},
       {"packet 99 37  {12345678abcdefghz}"},
       "ambiguous fragment overlap"},
      {"two datagrams at once",
       {piece(0, "12345678", true, 1),
        piece(0, "ABCDEFGH", true, 2),
        piece(8, "b", false, 2),
        piece(8, "a", false, 1)},
       {"packet 99 29  {ABCDEFGHb}", "packet 99 29  {12345678a}"},
       ""},
      {"the first is missing", {piece(8, "abc", false)}, {}, unfinished},
      {"a piece is missing", {piece(0, "12345678", true), piece(16, "abc", false)}, {}, unfinished},
      {"IPv6",
       {piece6(0, "12345678", true), piece6(8, "abc", false)},
       {"packet 99 51  {12345678abc}"},
       ""},
      {"IPv6 with an overlap is dropped whole",
       {piece6(0, "12345678", true), piece6(0, "12345678", true), piece6(8, "abc", false)},
       {},
       "IPv6 datagram with overlapping fragments dropped"},
      {"the ping of death",
       {piece(65528, "12345678", false)},
       {},
       "rejected: fragment beyond 65535 bytes"},
  }));
  DYNAMIC_SECTION(name) {
    const CaptureResult result = read_bytes(pcap_file(packets), {.wanted = only_packets});
    CHECK(result.events == events);
    if (!reason_text.empty()) CHECK(reason(result, reason_text) == 1);
    CHECK(result.counts.records_read + result.counts.records_rejected == packets.size());
  }
}

TEST_CASE("a fragment flood is bounded and counted") {
  FragmentStore store;
  ReasonCounts counts;
  const std::string bytes(65000 / 8 * 8, 'x');
  for (unsigned i = 0; i < 100000; ++i) {
    Fragment fragment;
    fragment.id = i;
    fragment.has_more = true;
    fragment.bytes = std::string_view(bytes).substr(0, i % 10 == 0 ? bytes.size() : 8);
    store.start_packet();
    CHECK(!store.add(fragment, std::nullopt, counts));
    if (store.held_bytes() > (512U << 10U)) FAIL("holds " << store.held_bytes());
  }
  CHECK(counts.of(Reason::FragmentEvicted) > 99000);
}

TEST_CASE("fragments wait for 30 seconds of packet time") {
  std::string file = pcap_header();
  file += pcap_record(piece(0, "12345678", true), 0);
  file += pcap_record(piece(8, "abc", false), 31);
  const CaptureResult result = read_bytes(file, {.wanted = only_packets});
  CHECK(result.events.empty());
  CHECK(reason(result, "fragmented datagram never completed") == 2);
}

TEST_CASE("fragments inside a fragmented tunnel are put together") {
  const std::string inner_first =
      ipv4({.protocol = 99, .id = 9, .more_fragments = true}, "12345678");
  const std::string inner_last = ipv4({.protocol = 99, .id = 9, .fragment_offset = 8}, "abc");
  Packets packets;
  int id = 20;
  for (const std::string& inner : {inner_first, inner_last}) {
    packets.push_back(
        ethernet(ipv4({.protocol = 4, .id = id, .more_fragments = true}, inner.substr(0, 16))));
    packets.push_back(
        ethernet(ipv4({.protocol = 4, .id = id, .fragment_offset = 16}, inner.substr(16))));
    ++id;
  }
  const CaptureResult result = read_bytes(pcap_file(packets), {.wanted = only_packets});
  REQUIRE(!result.events.empty());
  CHECK(result.events.back() == "packet 99 31  {12345678abc}");
}

}  // namespace
}  // namespace sig::traffic
