#include <catch2/catch.hpp>
#include <set>

#include "tests/support/capture_events.h"
#include "tests/support/conversation.h"

namespace sig::traffic {
namespace {

using namespace sig::test;

const std::vector<Turn> web = {
    {true,
     "POST /a?x=%2e HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
     "\r\nGET /b HTTP/1.1\r\nHost: shop\r\nX: 1\r\nX: 2\r\n\r\n"},
    {false,
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 404 Not Found\r\n"
     "Transfer-Encoding: chunked\r\n\r\n3\r\nno\n\r\n0\r\n\r\n"},
    {true, "FROB /c HTTP/1.0\r\nContent-Length: 4\r\n\r\nbody"},
    {false, "HTTP/1.0 200 OK\r\n\r\nuntil the end of it"},
};

TEST_CASE("the events of a connection do not depend on how its bytes were cut or ordered") {
  const CaptureResult expected =
      read_bytes(pcap_file(in_order(web, 100000)), {.wanted = only_http | only_streams});
  REQUIRE(expected.events.size() == 4);
  CHECK(expected.events[2] ==
        "http FROB /c HTTP/1.0 [Content-Length=4] {body} -> 200 {until the end of it}");
  for (const size_t size : std::initializer_list<size_t>{1, 2, 3, 7, 50}) {
    CAPTURE(size);
    CHECK(read_bytes(pcap_file(in_order(web, size)), {.wanted = only_http | only_streams}).events ==
          expected.events);
  }
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    std::mt19937 random(seed);
    const Numbers numbers{static_cast<std::uint32_t>(random()),
                          static_cast<std::uint32_t>(random())};
    const CaptureResult result =
        read_bytes(pcap_file(shuffled(web, random, numbers)), {.wanted = only_http | only_streams});
    if (result.events == expected.events && reason(result, "ambiguous overlap") == 0) continue;
    CAPTURE(seed);
    CHECK(result.events == expected.events);
    CHECK(result.counts.reasons == std::map<std::string, std::uint64_t>{});
  }
}

std::string many_hosts() {
  std::string file = pcap_header();
  std::mt19937 random(1);
  for (int i = 0; i < 400; ++i) {
    const std::string source = "10.0.0." + std::to_string(random() % 50);
    const std::string destination = "10.0.1." + std::to_string(random() % 50);
    const int port = 1024 + static_cast<int>(random() % 3);
    const std::string text = "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
    const bool is_fragment = random() % 10 == 0;
    std::string packet =
        tcp({.source_port = port, .sequence = static_cast<std::uint32_t>(random()), .flags = syn},
            text,
            source,
            destination);
    if (is_fragment) {
      file += pcap_record(ethernet(
          ipv4({.source = source, .destination = destination, .id = i, .fragment_offset = 24},
               packet.substr(24))));
      file += pcap_record(ethernet(
          ipv4({.source = source, .destination = destination, .id = i, .more_fragments = true},
               packet.substr(0, 24))));
    } else {
      file += pcap_record(ethernet(ipv4({.source = source, .destination = destination}, packet)));
    }
    if (random() % 10 == 0) file += pcap_record(ethernet("arp", 0x0806));
    if (random() % 20 == 0) file += pcap_record("short");
  }
  return file;
}

TEST_CASE("the parts of a capture add up to the whole, whatever their number") {
  const std::string file = many_hosts();
  const CaptureResult whole = read_bytes(file, {}, true);
  const std::multiset<std::string> events(whole.events.begin(), whole.events.end());
  REQUIRE(events.size() > 400);
  for (const std::uint32_t count : {2U, 3U, 7U, 64U}) {
    std::multiset<std::string> seen;
    std::map<std::string, std::uint64_t> reasons;
    ReadCounts sum;
    for (std::uint32_t index = 0; index < count; ++index) {
      const CaptureResult part = read_bytes(file, {.part = {index, count}}, true);
      seen.insert(part.events.begin(), part.events.end());
      sum.records_read += part.counts.records_read;
      sum.records_rejected += part.counts.records_rejected;
      sum.bytes += part.counts.bytes;
      for (const auto& [text, times] : part.counts.reasons)
        reasons[text] += times;
    }
    CAPTURE(count);
    CHECK(seen == events);
    CHECK(reasons == whole.counts.reasons);
    CHECK(sum.records_read == whole.counts.records_read);
    CHECK(sum.records_rejected == whole.counts.records_rejected);
    CHECK(sum.bytes == whole.counts.bytes);
  }
}

TEST_CASE("reasons that begin with rejected add up to the records rejected") {
  const CaptureResult result = read_bytes(many_hosts());
  std::uint64_t sum = 0;
  for (const auto& [text, times] : result.counts.reasons) {
    if (text.starts_with("rejected: ")) sum += times;
  }
  CHECK(sum > 0);
  CHECK(sum == result.counts.records_rejected);
}

TEST_CASE("an unusable part is refused") {
  CHECK(read_bytes(many_hosts(), {.part = {0, 65}}).error ==
        "a recording is read in 1 to 64 parts, numbered from 0");
  CHECK(read_bytes(many_hosts(), {.part = {2, 2}}).error ==
        "a recording is read in 1 to 64 parts, numbered from 0");
}

}  // namespace
}  // namespace sig::traffic
