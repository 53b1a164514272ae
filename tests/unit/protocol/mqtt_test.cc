#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

constexpr std::uint16_t port = 1883;

std::string text(const std::string& value) {
  return le(value.size() >> 8U, 1) + le(value.size() & 0xffU, 1) + value;
}
std::string message(unsigned first, const std::string& body) {
  std::string out = le(first, 1);
  size_t left = body.size();
  do {
    out += le((left & 0x7fU) | (left > 0x7f ? 0x80U : 0U), 1);
    left >>= 7U;
  } while (left != 0);
  return out + body;
}
std::string id(std::uint8_t number) {
  return zeros(1) + le(number, 1);
}
std::string connect(std::uint8_t version, std::uint8_t flags, const std::string& rest) {
  return message(0x10, text("MQTT") + le(version, 1) + le(flags, 1) + zeros(2) + rest);
}
const std::string connack = message(0x20, zeros(2));

/// What a message with these bits shows besides its values: type, flags and QoS.
std::vector<Said> conversation() {
  return {{true, connect(4, 0xc6, text("me") + text("w/t") + text("gone") + text("u") + text("p"))},
          {false, connack},
          {true, message(0x82, id(1) + text("a/+") + zeros(1) + text("b") + zeros(1))},
          {false, message(0x90, id(1) + le(0, 1) + le(0x80, 1))},
          {true, message(0x3d, text("top") + id(2) + "body")},
          {false, message(0x50, id(2))},
          {true, message(0x62, id(2))},
          {false, message(0x70, id(2)) + message(0x30, text("news") + "x")},
          {true, message(0xe0, "")}};
}

}  // namespace

TEST_CASE("an MQTT request and its answers are one unit of the request's direction") {
  const Lines seen = lines_of(port, conversation());
  CHECK(seen.lines ==
        std::vector<std::string>{
            "mqtt >0 mqtt.connect.clientid=me mqtt.connect.willtopic=w/t "
            "mqtt.connect.willmessage=gone mqtt.connect.username=u mqtt.connect.password=p"
            " #1 #0 #0 #198 #2 #0 #4",
            "mqtt >1 mqtt.subscribe.topic=a/+ mqtt.subscribe.topic=b #8 #0 #1 #9 #0 #0 #128 #4",
            "mqtt >2 mqtt.publish.topic=top mqtt.publish.message=body"
            " #3 #9 #2 #5 #0 #0 #6 #1 #7 #4",
            "mqtt <3 mqtt.publish.topic=news #3",
            "mqtt >4 #14 #0 #0 #4"});
}

TEST_CASE("MQTT cut anywhere gives the same units") {
  const auto whole = lines_of(port, conversation()).lines;
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    CHECK(lines_of(port, cut(conversation(), seed)).lines == whole);
  }
}

TEST_CASE("MQTT 5 has properties and reasons") {
  const std::string properties = le(5, 1) + le(0x11, 1) + zeros(3) + le(9, 1);
  const Lines seen = lines_of(port,
                              {{true, connect(5, 2, properties + text("me"))},
                               {false, message(0x20, zeros(1) + le(0x87, 1) + zeros(1))},
                               {true, message(0x32, text("t") + id(1) + zeros(1) + "m")},
                               {false, message(0x40, id(1) + le(0x10, 1))}});
  CHECK(seen.lines ==
        std::vector<std::string>{"mqtt >0 mqtt.connect.clientid=me #1 #0 #0 #2 #2 #135 #5",
                                 "mqtt >1 mqtt.publish.topic=t mqtt.publish.message=m"
                                 " #3 #0 #1 #4 #0 #16 #5"});
}

TEST_CASE("events of MQTT are raised where they are sure") {
  struct Case {
    std::string name;
    std::vector<Said> pieces;
    std::string event;
  };
  const std::vector<Said> hello{{true, connect(4, 2, text("me"))}, {false, connack}};
  const auto then = [&hello](bool to_server, const std::string& bytes) {
    auto out = hello;
    out.push_back({to_server, bytes});
    return out;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"an answer to no connect", {{false, connack}}, "missing_connect"},
      {"an answer to no publish", then(false, message(0x40, id(1))), "missing_publish"},
      {"an answer to no subscribe", then(false, message(0x90, id(1))), "missing_subscribe"},
      {"an answer to no unsubscribe", then(false, message(0xb0, id(1))), "missing_unsubscribe"},
      {"a second connect", then(true, connect(4, 2, text("me"))), "double_connect"},
      {"publish before connect", {{true, message(0x30, text("t"))}}, "unintroduced_message"},
      {"QoS 3", then(true, message(0x36, text("t") + id(1))), "invalid_qos_level"},
      {"type 0", then(true, message(0x00, "ab")), "unassigned_msg_type"},
      {"a topic beyond the end", then(true, message(0x30, le(0x10, 2))), "malformed_traffic"},
      {"a length without end", then(true, "\x30\xff\xff\xff\xff"), "malformed_traffic"},
      {"a subscription to nothing", then(true, message(0x82, id(1))), "malformed_traffic"},
  }));
  INFO(one.name);
  const Lines seen = lines_of(port, one.pieces);
  size_t raised = 0;
  for (const std::string& line : seen.lines)
    raised += line.find(" !" + one.event) != std::string::npos ? 1U : 0U;
  CHECK(raised == 1);
}

TEST_CASE("an MQTT conversation by the book raises nothing") {
  for (const std::string& line : lines_of(port, conversation()).lines)
    CHECK(line.find('!') == std::string::npos);
}

TEST_CASE("what waits for an answer is bounded") {
  std::vector<Said> pieces{{true, connect(4, 2, text("me"))}, {false, connack}};
  for (unsigned number = 0; number < 1200; ++number) {
    const std::string packet = le(number >> 8U, 1) + le(number & 0xffU, 1);
    pieces.push_back({true, message(0x32, text("t") + packet + "m")});
  }
  size_t evicted = 0;
  for (const std::string& line : lines_of(port, pieces).lines)
    evicted += line.find("!too_many_transactions") != std::string::npos ? 1U : 0U;
  CHECK(evicted == 175);
}

TEST_CASE("a message over the limit is passed over and nothing behind it is lost") {
  const std::string large = message(0x30, text("t") + std::string(1100000, 'm'));
  const Lines seen =
      lines_of(port, {{true, large}, {true, message(0xc0, "")}, {false, message(0xd0, "")}});
  CHECK(seen.lines == std::vector<std::string>{"mqtt <0 #3",
                                               "mqtt >1 #12 #0 #0 #0 !unintroduced_message",
                                               "mqtt <2 #13 !unintroduced_message"});
}

TEST_CASE("topics are text: what is no UTF-8 is replaced") {
  const Lines seen = lines_of(port, {{true, message(0x30, text("t\xff") + "\xff")}});
  REQUIRE(seen.lines.size() == 1);
  CHECK(seen.lines[0].find("mqtt.publish.topic=t\xef\xbf\xbd mqtt.publish.message=\xff #") !=
        std::string::npos);
}

TEST_CASE("MQTT is looked for on its port only") {
  CHECK(lines_of(9999, conversation()).lines.empty());
  CHECK(lines_of(port, {{true, std::string(40, '\0')}}).lines.empty());
}

TEST_CASE("frames of MQTT are the message, its header and its data") {
  Lines seen;
  AppContext context = everything_of_http();
  context.wants.frames = true;
  AppSession session(context, 6, 40000, port);
  session.data(true, message(0x30, text("t") + "m"), seen);
  CHECK(seen.frames == std::vector<std::string>{"mqtt.pdu > " + message(0x30, text("t") + "m"),
                                                "mqtt.header > \x30\x04",
                                                "mqtt.data > " + text("t") + "m"});
}

}  // namespace sig::protocol
