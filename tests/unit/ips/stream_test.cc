// From segments to streams.
#include <catch2/catch.hpp>
#include <random>

#include "tests/support/conversation.h"
#include "unit/ips/capture_listener.h"

namespace sig::ips {
namespace {

using test::Numbers;
using test::segment;
using Packets = std::vector<std::string>;

std::array<std::string, 2> stream_of(const Shown& shown) {
  return shown.notes.streams.empty() ? std::array<std::string, 2>{}
                                     : shown.notes.streams.begin()->second;
}

Packets after_handshake(const Packets& more, const Numbers& numbers = {}) {
  Packets all = test::handshake(numbers);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Bytes of both directions cut at random, with overlaps and copies, and moved among eight
/// neighbours. No segment acknowledges what comes behind it: that would be a capture with a hole.
Packets cut(const std::array<std::string, 2>& bytes, std::mt19937& random, const Numbers& numbers) {
  Packets packets;
  std::array<size_t, 2> sent{};
  while (sent[0] < bytes[0].size() || sent[1] < bytes[1].size()) {
    const size_t mine = random() % 2;
    const size_t size = std::min<size_t>(1 + random() % 40, bytes[mine].size() - sent[mine]);
    if (size == 0) continue;
    const size_t back = std::min<size_t>(sent[mine], random() % 4 == 0 ? random() % 20 : 0);
    packets.push_back(segment(mine == 0,
                              sent[mine] - back,
                              0,
                              bytes[mine].substr(sent[mine] - back, size + back),
                              numbers));
    if (random() % 8 == 0) packets.push_back(packets.back());
    sent[mine] += size;
  }
  for (size_t at = 0; at < packets.size(); at += 8) {
    const auto first = packets.begin() + static_cast<std::ptrdiff_t>(at);
    std::shuffle(first,
                 first + static_cast<std::ptrdiff_t>(std::min<size_t>(8, packets.size() - at)),
                 random);
  }
  Packets all = after_handshake(packets, numbers);
  for (std::string& packet : test::closing(bytes[0].size(), bytes[1].size(), numbers))
    all.push_back(packet);
  return all;
}

}  // namespace

TEST_CASE("the same bytes cut, reordered and duplicated in 2,000 ways are the same streams") {
  std::mt19937 random(20261);
  std::string request, answer;
  for (int i = 0; i < 400; ++i)
    request.push_back(static_cast<char>('a' + random() % 26));
  for (int i = 0; i < 700; ++i)
    answer.push_back(static_cast<char>('A' + random() % 26));
  for (int way = 0; way < 2000; ++way) {
    // Every second way wraps around the end of the sequence numbers.
    const Numbers numbers = way % 2 == 0 ? Numbers{} : Numbers{0xffffff00U, 0xfffffe80U};
    const Shown shown = show(cut({request, answer}, random, numbers));
    INFO("way " << way);
    REQUIRE(shown.notes.gaps == 0);
    REQUIRE(stream_of(shown)[0] == request);
    REQUIRE(stream_of(shown)[1] == answer);
    REQUIRE(shown.notes.ends == 2);
    REQUIRE(shown.counts.flows == 1);
  }
}

TEST_CASE("data is handed on with the packet that brought it") {
  const Shown shown = show(after_handshake({segment(true, 0, 0, "ab"), segment(true, 2, 0, "cd")}));
  CHECK(stream_of(shown)[0] == "abcd");
  REQUIRE(shown.notes.packets.size() == 5);
  CHECK(shown.notes.packets[4].in_stream);
  CHECK(shown.notes.packets[4].to_server);
}

TEST_CASE("data without a handshake belongs to no stream, unless midstream is wanted") {
  const Packets packets{segment(true, 0, 0, "abc"), segment(true, 3, 0, "def")};
  const Shown strict = show(packets);
  CHECK(stream_of(strict)[0].empty());
  CHECK_FALSE(strict.notes.packets[0].in_stream);
  EngineOptions options;
  options.midstream = true;
  CHECK(stream_of(show(packets, options))[0] == "abcdef");
}

TEST_CASE("data in a SYN stands in front of what follows where Fast Open was asked for") {
  const std::string fast_open("\x22\x02\x01\x01", 4);
  Packets packets = test::handshake();
  packets[0] =
      test::tcp_frame({.sequence = 1000, .flags = test::syn, .options = fast_open}, "early");
  packets.push_back(segment(true, 5, 0, "late"));
  CHECK(stream_of(show(packets))[0] == "earlylate");
}

TEST_CASE("without Fast Open the data of a SYN is a packet's, and comes again behind it") {
  Packets packets = test::handshake();
  packets[0] = test::tcp_frame({.sequence = 1000, .flags = test::syn}, "early");
  packets.push_back(segment(true, 0, 0, "early"));
  const Shown shown = show(packets);
  CHECK(stream_of(shown)[0] == "early");
  CHECK_FALSE(shown.notes.packets[0].in_stream);
  CHECK(shown.notes.packets[3].in_stream);
}

TEST_CASE("data before the server has answered belongs to no stream") {
  const Packets packets{test::handshake()[0], segment(true, 0, 0, "abc")};
  const Shown shown = show(packets);
  CHECK(stream_of(shown)[0].empty());
  CHECK_FALSE(shown.notes.packets[1].in_stream);
}

TEST_CASE("an answer may echo the first of two SYNs") {
  // A SYN that is sent again has a later timestamp; the server may have seen the first only.
  const auto stamped = [](std::uint32_t value, std::uint32_t echo) {
    return std::string("\x01\x01\x08\x0a") + test::big(value, 4) + test::big(echo, 4);
  };
  const auto answer = [&](std::uint32_t echo) {
    return test::tcp_frame({.source_port = 80,
                            .destination_port = 40000,
                            .sequence = 5000,
                            .acknowledgement = 1001,
                            .flags = test::syn | test::ack,
                            .options = stamped(70, echo)},
                           "",
                           true);
  };
  Packets packets{
      test::tcp_frame({.sequence = 1000, .flags = test::syn, .options = stamped(10, 0)}, ""),
      test::tcp_frame({.sequence = 1000, .flags = test::syn, .options = stamped(20, 0)}, "")};
  const bool is_of_first = GENERATE(true, false);
  packets.push_back(answer(is_of_first ? 10 : 99));
  packets.push_back(test::tcp_frame({.sequence = 1001,
                                     .acknowledgement = 5001,
                                     .flags = test::push | test::ack,
                                     .options = stamped(30, 70)},
                                    "abc"));
  CHECK(stream_of(show(packets))[0] == (is_of_first ? "abc" : ""));
}

TEST_CASE("a connection that begins with what a server says has its client at the other end") {
  EngineOptions options;
  options.midstream = true;
  const Shown shown =
      show({segment(false, 0, 0, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")}, options);
  CHECK_FALSE(shown.notes.packets[0].to_server);
  CHECK(stream_of(shown)[1].starts_with("HTTP/1.1 200"));
}

TEST_CASE("of two copies of a byte the first is used") {
  SECTION("held") {
    const Shown shown = show(after_handshake(
        {segment(true, 2, 0, "CD"), segment(true, 2, 0, "xy"), segment(true, 0, 0, "AB")}));
    CHECK(stream_of(shown)[0] == "ABCD");
    CHECK(shown.notes.events.count("stream.reassembly_overlap_different_data") == 1);
  }
  SECTION("handed on already") {
    const Shown shown =
        show(after_handshake({segment(true, 0, 0, "ABCD"), segment(true, 0, 0, "ABxyEF")}));
    CHECK(stream_of(shown)[0] == "ABCDEF");
    CHECK(shown.notes.events.empty());
  }
  SECTION("but a segment that begins in front of a held one is preferred to it") {
    const Shown shown = show(after_handshake(
        {segment(true, 4, 0, "EF"), segment(true, 2, 0, "CDxy"), segment(true, 0, 0, "AB")}));
    CHECK(stream_of(shown)[0] == "ABCDxy");
    CHECK(shown.notes.events.count("stream.reassembly_overlap_different_data") == 1);
  }
}

TEST_CASE("a hole that the receiver has acknowledged is a gap") {
  const Shown shown = show(after_handshake({segment(true, 0, 0, "ab"),
                                            segment(true, 10, 0, "kl"),
                                            segment(false, 0, 12, "", {}, test::ack)}));
  CHECK(stream_of(shown)[0] == "abkl");
  CHECK(shown.notes.gaps == 1);
  CHECK(shown.notes.gap_bytes == 8);
}

TEST_CASE("what is held at the end comes behind a gap") {
  const Shown shown = show(after_handshake({segment(true, 4, 0, "ef")}));
  CHECK(stream_of(shown)[0] == "ef");
  CHECK(shown.notes.gap_bytes == 4);
}

TEST_CASE("a RST ends a connection only where its sequence number stands in the window") {
  const auto reset = [](std::uint32_t sequence) {
    return test::tcp_frame({.sequence = sequence, .flags = test::rst}, "");
  };
  const Packets after{segment(true, 2, 0, "cd")};
  SECTION("it does") {
    const Shown shown = show(after_handshake({segment(true, 0, 0, "ab"), reset(1003)}));
    CHECK(shown.notes.ends == 2);
  }
  SECTION("it does not") {
    const Shown shown =
        show(after_handshake({segment(true, 0, 0, "ab"), reset(900'000'000), after[0]}));
    CHECK(shown.notes.ends == 0);
    CHECK(stream_of(shown)[0] == "abcd");
  }
}

TEST_CASE("a segment far outside the window is not used") {
  const Shown shown = show(after_handshake({segment(true, 0, 0, "ab"),
                                            segment(true, 900'000'000, 0, "evil"),
                                            segment(true, 2, 0, "cd")}));
  CHECK(stream_of(shown)[0] == "abcd");
  CHECK(shown.notes.events.count("stream.est_packet_out_of_window") == 1);
}

TEST_CASE("ports that are used again begin a new flow") {
  Packets packets = test::in_order({{true, "one"}, {false, "two"}}, 10);
  for (const std::string& packet : test::in_order({{true, "three"}}, 10, {70000, 80000}))
    packets.push_back(packet);
  const Shown shown = show(packets);
  CHECK(shown.counts.flows == 2);
  REQUIRE(shown.notes.streams.size() == 2);
  CHECK(shown.notes.streams.rbegin()->second[0] == "three");
}

TEST_CASE("a stream is followed to its depth, and said to be that deep once") {
  EngineOptions options;
  options.stream_depth = 10;
  const Shown shown = show(after_handshake({segment(true, 0, 0, "12345678"),
                                            segment(true, 8, 0, "90abcd"),
                                            segment(true, 14, 0, "more")}),
                           options);
  CHECK(stream_of(shown)[0] == "1234567890");
  CHECK(shown.notes.events.at("stream.reassembly_depth_reached") == 1);
}

TEST_CASE("what is held out of order stays under its cap") {
  EngineOptions options;
  options.most_held_bytes = 1000;
  Packets packets = test::handshake();
  for (size_t i = 0; i < 100; ++i)
    packets.push_back(segment(true, 10 + i * 200, 0, std::string(100, 'x')));
  const Shown shown = show(packets, options);
  CHECK(shown.counts.evicted_bytes > 0);
  CHECK(stream_of(shown)[0].size() == 10'000);
}

}  // namespace sig::ips
