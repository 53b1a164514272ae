#include <catch2/catch.hpp>

#include "tests/support/capture_events.h"
#include "tests/support/conversation.h"

namespace sig::traffic {
namespace {

using namespace sig::test;
using Packets = std::vector<std::string>;
using Events = std::vector<std::string>;

Packets operator+(Packets first, const Packets& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

CaptureResult streams(const Packets& packets, const OpenOptions& more = {}) {
  OpenOptions options = more;
  options.wanted = only_streams;
  return read_bytes(pcap_file(packets), options);
}

TEST_CASE("TCP segments are put in order and the first copy of a byte wins") {
  struct Case {
    std::string name;
    Packets packets;
    Events events;
    std::string reason;
  };
  const Numbers wrapping{.client = 0xfffffffa, .server = 0xffffffff};
  const auto [name, packets, events, reason_text] = GENERATE_REF(values<Case>({
      {"in order",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(false, 0, 3, "xyz")},
       {"stream {abc} {xyz}"},
       ""},
      {"out of order",
       handshake() + Packets{segment(true, 3, 0, "def"), segment(true, 0, 0, "abc")},
       {"stream {abcdef} {}"},
       ""},
      {"a server's bytes that came before what they answer",
       handshake() + Packets{segment(false, 0, 3, "xyz"), segment(true, 0, 0, "abc")},
       {"stream {abc} {xyz}"},
       ""},
      {"sequence numbers that wrap",
       handshake(wrapping) + Packets{segment(true, 5, 0, "fgh", wrapping),
                                     segment(true, 0, 0, "abcde", wrapping),
                                     segment(false, 0, 8, "xyz", wrapping)},
       {"stream {abcdefgh} {xyz}"},
       ""},
      {"a retransmission",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 0, 0, "abcd")},
       {"stream {abcd} {}"},
       ""},
      {"a retransmission with other bytes",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 0, 0, "XYZd")},
       {"stream {abcd} {}"},
       "ambiguous overlap"},
      {"an overlap out of order with other bytes",
       handshake() + Packets{segment(true, 2, 0, "cd"),
                             segment(true, 1, 0, "bXYe"),
                             segment(true, 0, 0, "a")},
       {"stream {abcde} {}"},
       "ambiguous overlap"},
      {"a keep-alive",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 2, 0, "\x00")},
       {"stream {abc} {}"},
       ""},
      {"a gap",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 5, 0, "fgh")},
       {"stream {abcfgh} {}"},
       "gap in a stream"},
      {"data in the SYN",
       {tcp_frame({.sequence = 1000, .flags = syn}, "abc"), segment(true, 3, 0, "def")},
       {"stream {abcdef} {}"},
       ""},
      {"urgent data",
       handshake() + Packets{segment(true, 0, 0, "abc", {}, 0x38)},
       {"stream {abc} {}"},
       "urgent data"},
      {"a segment far outside the window",
       handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 0x50000000, 0, "zzz")},
       {"stream {abc} {}"},
       "segment out of window"},
      {"a reset out of the window is not believed",
       handshake() + Packets{segment(true, 0, 0, "abc"),
                             segment(false, 0x500000, 0, "", {}, rst),
                             segment(true, 3, 0, "def")},
       {"stream {abcdef} {}"},
       "reset out of window"},
      {"data behind a reset is still shown",
       handshake() + Packets{segment(true, 0, 0, "abc"),
                             segment(true, 3, 0, "", {}, rst | ack),
                             segment(true, 3, 0, "def")},
       {"stream {abc} {}", "stream {def} {}"},
       "data behind a reset"},
      {"data behind both FINs is counted",
       handshake() + Packets{segment(true, 0, 0, "abc")} + closing(3, 0) +
           Packets{segment(true, 4, 1, "zzz")},
       {"stream {abc} {}"},
       "segment behind the end of its connection"},
      {"a FIN in front of the data does not hide it",
       handshake() + Packets{segment(true, 0, 0, "abc"),
                             segment(true, 1, 0, "", {}, fin | ack),
                             segment(true, 3, 0, "def")},
       {"stream {abcdef} {}"},
       ""},
      {"ports used again at once",
       handshake() + Packets{segment(true, 0, 0, "abc")} + closing(3, 0) +
           handshake({70000, 80000}) + Packets{segment(true, 0, 0, "new", {70000, 80000})},
       {"stream {abc} {}", "stream {new} {}"},
       ""},
      {"a lone SYN does not end a live connection",
       handshake() + Packets{segment(true, 0, 0, "abc"),
                             tcp_frame({.sequence = 99999, .flags = syn}, ""),
                             segment(true, 3, 0, "def")},
       {"stream {abcdef} {}"},
       ""},
      {"a SYN that is answered does",
       handshake() + Packets{segment(true, 0, 0, "abc")} + handshake({99999, 88888}) +
           Packets{segment(true, 0, 0, "new", {99999, 88888})},
       {"stream {abc} {}", "stream {new} {}"},
       ""},
      {"midstream",
       {segment(true, 0, 0, "abc"), segment(false, 0, 3, "xyz")},
       {"stream {abc} {xyz}"},
       "connection picked up midstream"},
  }));
  DYNAMIC_SECTION(name) {
    const CaptureResult result = streams(packets);
    CHECK(result.events == events);
    CHECK(result.counts.records_read == packets.size());
    if (!reason_text.empty()) CHECK(reason(result, reason_text) == 1);
    if (reason_text.empty()) CHECK(result.counts.reasons == std::map<std::string, std::uint64_t>{});
  }
}

TEST_CASE("without midstream, a connection whose start was not seen is counted and left") {
  const CaptureResult result =
      streams({segment(true, 0, 0, "abc"), segment(false, 0, 3, "xyz")}, {.midstream = false});
  CHECK(result.events.empty());
  CHECK(reason(result, "segment without a connection ignored") == 2);
  CHECK(result.counts.records_read == 2);
}

TEST_CASE("bytes that the capture cut off are a gap at once") {
  const std::string whole = segment(true, 0, 0, "abcdef");
  std::string file = pcap_header();
  for (const std::string& packet : handshake())
    file += pcap_record(packet);
  file += pcap_record(std::string_view(whole).substr(0, whole.size() - 2), 1, whole.size());
  file += pcap_record(segment(true, 6, 0, "ghi"), 2);
  const CaptureResult result = read_bytes(file, {.wanted = only_streams});
  CHECK(result.events == Events{"stream {abcdghi} {}"});
  CHECK(reason(result, "truncated packet") == 1);
  CHECK(reason(result, "gap in a stream") == 1);
}

TEST_CASE("streams are kept up to their depth") {
  const CaptureResult result =
      streams(handshake() + Packets{segment(true, 0, 0, "abc"), segment(true, 3, 0, "defgh")},
              {.stream_depth = 4});
  CHECK(result.events == Events{"stream {abcd} {}"});
  CHECK(reason(result, "stream over depth") == 1);
}

TEST_CASE("an out-of-order flood is bounded") {
  Packets packets = handshake();
  for (size_t i = 0; i < 6000; ++i)
    packets.push_back(segment(true, 10 + 2 * i, 0, "x"));
  const CaptureResult result = streams(packets);
  REQUIRE(result.events.size() == 1);
  CHECK(result.events[0].size() == std::string("stream {} {}").size() + 6000);
  CHECK(reason(result, "out-of-order data over limit") > 0);
}

TEST_CASE("a SYN flood is bounded and what had to go is counted") {
  std::string file = pcap_header();
  const std::string payload = "x";
  for (int i = 0; i < 10000; ++i) {
    file += pcap_record(tcp_frame({.source_port = 1024 + i, .flags = syn}, payload));
  }
  const CaptureResult result = read_bytes(file, {.wanted = only_streams});
  CHECK(result.events.size() == 10000);
  CHECK(reason(result, "flow evicted: 4096 flows of one table") == 10000 - 4096);
}

TEST_CASE("a flow without packets for long enough ends by packet time") {
  std::string file = pcap_header();
  file += pcap_record(udp_frame(5000, 6000, "a"), 0);
  file += pcap_record(udp_frame(5000, 6000, "b"), 59);
  file += pcap_record(udp_frame(5000, 6000, "c"), 200);
  file += pcap_record(udp_frame(5000, 6000, "d"), 100);  // time may go back
  const CaptureResult result = read_bytes(file, {.wanted = only_streams});
  CHECK(result.events == Events{"stream {ab} {}", "stream {cd} {}"});
  CHECK(reason(result, "flow timed out") == 1);
}

}  // namespace
}  // namespace sig::traffic
