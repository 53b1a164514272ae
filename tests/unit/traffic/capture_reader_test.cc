#include "traffic/capture_reader.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/file.h"
#include "tests/support/capture_events.h"
#include "tests/support/packet_builder.h"

namespace sig::traffic {
namespace {

using namespace sig::test;

std::string reversed_words(std::string_view header) {  // a little-endian pcap header as big-endian
  std::string out;
  const size_t sizes[] = {4, 2, 2, 4, 4, 4, 4};
  for (const size_t size : sizes) {
    const std::string_view field = header.substr(0, size);
    out.append(field.rbegin(), field.rend());
    header.remove_prefix(size);
  }
  return out;
}

std::string big_record(std::string_view packet, std::uint32_t fraction) {
  return big(1767225600, 4) + big(fraction, 4) + big(packet.size(), 4) + big(packet.size(), 4) +
         std::string(packet);
}

const std::string frame = udp_frame(5000, 2000, "hello");

TEST_CASE("all kinds of pcap files are read with their times") {
  struct Case {
    std::string name;
    std::string file;
    std::int64_t ns;
  };
  const std::string little_record = little(1767225600, 4) + little(123456, 4) +
                                    little(frame.size(), 8 - 4) + little(frame.size(), 4);
  const auto [name, file, ns] = GENERATE_REF(values<Case>({
      {"little-endian microseconds", pcap_header() + little_record + frame, 123456000},
      {"little-endian nanoseconds", pcap_header(1, 0xa1b23c4d) + little_record + frame, 123456},
      {"big-endian microseconds", reversed_words(pcap_header()) + big_record(frame, 5), 5000},
      {"big-endian nanoseconds",
       reversed_words(pcap_header(1, 0xa1b23c4d)) + big_record(frame, 7),
       7},
      {"modified", pcap_header(1, 0xa1b2cd34) + little_record + little(0, 8) + frame, 123456000},
      {"fraction beyond a second",
       pcap_header() + little(1767225600, 4) + little(2000000, 4) + little(frame.size(), 4) +
           little(frame.size(), 4) + frame,
       2000000000},
  }));
  DYNAMIC_SECTION(name) {
    const CaptureResult result = read_bytes(file);
    CHECK(result.events == std::vector<std::string>{"packet udp 33  {hello}", "stream {hello} {}"});
    CHECK(result.counts.records_read == 1);
    CHECK(result.counts.end_of_input);
    CHECK(result.counts.first_time->ns == 1767225600 * std::int64_t{1000000000} + ns);
  }
}

std::string block(std::uint32_t type, std::string_view body) {
  const std::string padded = std::string(body) + std::string((4 - body.size() % 4) % 4, '\0');
  return little(type, 4) + little(12 + padded.size(), 4) + padded + little(12 + padded.size(), 4);
}

const std::string section = block(0x0a0d0d0a, little(0x1a2b3c4d, 4) + little(1, 4) + big(~0ULL, 8));

std::string interface(std::uint32_t link_type, std::string_view options = {}) {
  return block(1, little(link_type, 4) + little(0, 4) + std::string(options));
}

std::string enhanced(std::uint32_t number, std::uint64_t ticks, std::string_view packet) {
  return block(6,
               little(number, 4) + little(ticks >> 32U, 4) + little(ticks & 0xffffffffU, 4) +
                   little(packet.size(), 4) + little(packet.size(), 4) + std::string(packet));
}

TEST_CASE("pcapng blocks are read") {
  struct Case {
    std::string name;
    std::string file;
    std::uint64_t packets;
    std::int64_t first_ns;  // -1: none
    bool whole;
    std::string reason;
  };
  const std::string resolution_nano = little(9, 2) + little(1, 2) + little(9, 4);
  const std::string resolution_binary = little(9, 2) + little(1, 2) + little(0x8a, 4);
  const std::string resolution_silly = little(9, 2) + little(1, 2) + little(255, 4);
  const std::string offset = little(14, 2) + little(8, 2) + little(10, 8);
  const auto [name, file, packets, first_ns, whole, reason_text] = GENERATE_REF(values<Case>({
      {"enhanced", section + interface(1) + enhanced(0, 5, frame), 1, 5000, true, ""},
      {"nanoseconds",
       section + interface(1, resolution_nano) + enhanced(0, 5, frame),
       1,
       5,
       true,
       ""},
      {"powers of two",
       section + interface(1, resolution_binary) + enhanced(0, 512, frame),
       1,
       500000000,
       true,
       ""},
      {"a resolution of 2^-127",
       section + interface(1, resolution_silly) + enhanced(0, 5, frame),
       1,
       -1,
       true,
       "packet without a usable time"},
      {"an offset",
       section + interface(1, offset) + enhanced(0, 5, frame),
       1,
       10000005000,
       true,
       ""},
      {"simple",
       section + interface(1) + block(3, little(frame.size(), 4) + frame),
       1,
       -1,
       true,
       "packet without a usable time"},
      {"old packet block",
       section + interface(1) +
           block(2,
                 little(0, 2) + little(0, 2) + little(0, 4) + little(9, 4) +
                     little(frame.size(), 4) + little(frame.size(), 4) + frame),
       1,
       9000,
       true,
       ""},
      {"two sections with their own interfaces",
       section + interface(1) + enhanced(0, 5, frame) + section + interface(101) +
           enhanced(0, 6, frame.substr(14)),
       2,
       5000,
       true,
       ""},
      {"unknown blocks are passed over",
       section + block(0xbad, "anything") + interface(1) + enhanced(0, 5, frame),
       1,
       5000,
       true,
       ""},
      {"an interface that is not there",
       section + interface(1) + enhanced(1, 5, frame),
       0,
       -1,
       false,
       "damaged record: packet block"},
      {"a block of no length",
       section + interface(1) + little(6, 4) + little(0, 8),
       0,
       -1,
       false,
       "damaged record: a block of 0 bytes"},
      {"a block length that is no multiple of 4",
       section + little(1, 4) + little(21, 4) + std::string(40, '\0'),
       0,
       -1,
       false,
       "damaged record: a block of 21 bytes"},
      {"a packet block of 2^31 bytes",
       section + interface(1) + little(6, 4) + little(0x80000000, 4) + std::string(40, '\0'),
       0,
       -1,
       false,
       "damaged record: a block of 2147483648 bytes"},
      {"two lengths that differ",
       section + interface(1) + enhanced(0, 5, frame).substr(0, enhanced(0, 5, frame).size() - 4) +
           little(4, 4),
       0,
       -1,
       false,
       "damaged record: the two lengths of a block differ"},
      {"an option that runs over its block",
       section + interface(1, little(9, 2) + little(400, 2)) + enhanced(0, 5, frame),
       0,
       -1,
       false,
       "damaged record: interface description block"},
  }));
  DYNAMIC_SECTION(name) {
    const CaptureResult result = read_bytes(file, {.wanted = only_packets});
    CHECK(result.counts.records_read == packets);
    CHECK(result.counts.end_of_input == whole);
    CHECK((result.counts.first_time ? result.counts.first_time->ns : -1) == first_ns);
    if (!reason_text.empty()) CHECK(reason(result, reason_text) == 1);
  }
}

TEST_CASE("a hundred thousand interfaces do not exhaust memory") {
  std::string file = section;
  for (int i = 0; i < 100000; ++i)
    file += interface(1);
  const CaptureResult result = read_bytes(file);
  CHECK(!result.counts.end_of_input);
  CHECK(reason(result, "damaged record: interface description block") == 1);
}

TEST_CASE("what is no capture is refused with what was found and what was expected") {
  const std::string expected =
      ", expected pcap (0xa1b2c3d4, 0xa1b23c4d or 0xa1b2cd34 in either byte order) or pcapng "
      "(0x0a0d0d0a)";
  CHECK(read_bytes("").error == "test.pcap: not a capture: begins with an empty file" + expected);
  CHECK(read_bytes("GET / HTTP/1.1").error ==
        "test.pcap: not a capture: begins with 0x47455420" + expected);
  CHECK(read_all(open_packets("/no/such/file.pcap", {})).error ==
        "/no/such/file.pcap: No such file or directory");
}

TEST_CASE("a capture cut at any byte is read as far as it goes, and said to be cut") {
  const std::vector<std::string> frames = {
      udp_frame(5000, 2000, "one"), udp_frame(5000, 2000, "two"), udp_frame(5000, 2000, "three")};
  const std::string file = pcap_file(frames);
  std::vector<size_t> ends = {24};
  for (const std::string& each : frames)
    ends.push_back(ends.back() + 16 + each.size());
  for (size_t size = 4; size <= file.size(); ++size) {
    const CaptureResult result = read_bytes(std::string_view(file).substr(0, size));
    const auto whole = static_cast<std::uint64_t>(
        std::count_if(ends.begin() + 1, ends.end(), [&](size_t end) { return end <= size; }));
    const bool at_end = std::find(ends.begin(), ends.end(), size) != ends.end();
    CAPTURE(size);
    CHECK(result.counts.records_read == whole);
    CHECK(result.counts.records_rejected == 0);
    CHECK(result.counts.end_of_input == at_end);
    CHECK(reason(result, "truncated file") == (at_end ? 0 : 1));
  }
}

TEST_CASE("hostile lengths in a record") {
  struct Case {
    std::string name;
    std::uint32_t captured, original;
    std::uint64_t read;
    bool whole;
    std::string reason;
  };
  const auto size = static_cast<std::uint32_t>(frame.size());
  const auto [name, captured, original, read, whole, reason_text] = GENERATE_REF(values<Case>({
      {"4 GiB - 1",
       0xffffffff,
       60,
       0,
       false,
       "damaged record: says it holds 4294967295 bytes, more than 262144"},
      {"more captured than there was", size, 10, 1, true, ""},
      {"less captured than there was", size, 9000, 1, true, ""},
  }));
  DYNAMIC_SECTION(name) {
    const std::string file =
        pcap_header() + little(0, 8) + little(captured, 4) + little(original, 4) + frame;
    const CaptureResult result = read_bytes(file);
    CHECK(result.counts.records_read == read);
    CHECK(result.counts.end_of_input == whole);
    if (!reason_text.empty()) CHECK(reason(result, reason_text) == 1);
  }
}

TEST_CASE("the two lengths of a record stand the other way round in old files") {
  for (const int minor : {0, 2, 3}) {
    std::string file = pcap_header();
    file[6] = static_cast<char>(minor);
    file += little(0, 8) + little(900, 4) + little(frame.size(), 4) + frame;
    CAPTURE(minor);
    CHECK(read_bytes(file).counts.records_read == 1);
    CHECK(read_bytes(file).counts.end_of_input);
  }
}

TEST_CASE("a gzip capture is unpacked, and a damaged one is not taken for a whole one") {
  const TempFolder folder = std::move(*TempFolder::create("gzip"));
  const std::string path = folder.path() + "/a.pcap.gz";
  const std::string file = pcap_file(std::vector<std::string>(100, frame));
  gzFile out = gzopen(path.c_str(), "wb");
  gzwrite(out, file.data(), static_cast<unsigned>(file.size()));
  gzclose(out);
  const CaptureResult whole = read_all(open_packets(path, {}));
  CHECK(whole.counts.records_read == 100);
  CHECK(whole.counts.end_of_input);

  std::string packed = std::move(*read_file(path));
  packed.resize(packed.size() - 12);
  REQUIRE(write_atomically(path, packed));
  CHECK(!read_all(open_packets(path, {})).counts.end_of_input);
}

TEST_CASE("a capture filter leaves packets out and is checked when the file is opened") {
  const std::string file = pcap_file(
      std::vector<std::string>{udp_frame(1, 2, "a"), udp_frame(1, 3, "b"), udp_frame(1, 2, "c")});
  const CaptureResult result =
      read_bytes(file, {.wanted = only_packets, .capture_filter = "udp dst port 2"});
  CHECK(result.events == std::vector<std::string>{"packet udp 29  {a}", "packet udp 29  {c}"});
  CHECK(result.counts.records_read == 2);
  CHECK(reason(result, "left out by the capture filter") == 1);
  CHECK(read_bytes(file, {.capture_filter = "udp dst port"}).error ==
        "capture filter \"udp dst port\" does not compile for link type 1: can't parse filter "
        "expression: syntax error");
}

}  // namespace
}  // namespace sig::traffic
