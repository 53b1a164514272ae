// Rules on conversations made here: which fire, which must not, and what an action does to others.
#include "ips/inspector.h"

#include <catch2/catch.hpp>

#include "ips/capture_engine.h"
#include "source/ips_rules.h"
#include "tests/support/conversation.h"

namespace sig::ips {
namespace {

using test::segment;
using Packets = std::vector<std::string>;

struct Sids final : AlertSink {
  explicit Sids(const Ruleset& given) : ruleset(given) {}
  void alert(const Alert& alert) override {
    if (!text.empty()) text += ' ';
    text += std::to_string(ruleset.sources()[alert.rule].sid) + "@" + std::to_string(alert.record);
  }
  const Ruleset& ruleset;
  std::string text;
};

std::shared_ptr<const Ruleset> compiled(const std::string& text) {
  Diagnostics diagnostics;
  auto rules = source::read_ips_rules(
      "test.rules", text, IpsDialect::Suricata, source::IpsVariables::stock(), diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE_FALSE(diagnostics.has_errors());
  return *Ruleset::compile(std::move(rules), {.cache_folder = {}, .in_child = false});
}

struct Inspected {
  std::string alerts;  ///< "SID@RECORD", in their order
  std::uint64_t given_up = 0;
};

Inspected inspect(const std::string& rules,
                  const Packets& packets,
                  const InspectorOptions& options = {}) {
  const auto ruleset = compiled(rules);
  INFO(rules);
  REQUIRE(ruleset->unsupported().empty());
  Sids sids(*ruleset);
  Inspector inspector(ruleset, options, sids);
  CaptureEngine engine({}, inspector);
  std::int64_t second = 1767225600;
  for (const std::string& packet : packets) {
    traffic::CapturedPacket captured;
    captured.bytes = packet;
    captured.original_length = static_cast<std::uint32_t>(packet.size());
    captured.link_type = 1;
    captured.time = Time{second++ * 1'000'000'000};
    engine.take(captured);
  }
  engine.finish();
  return {sids.text, inspector.flows_given_up()};
}

/// Records 1 to 3 are the handshake.
Packets conversation(const Packets& more) {
  Packets all = test::handshake();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::string request = "GET /admin HTTP/1.1\r\nHost: shop\r\n\r\n";
const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Packets visit() {
  return conversation({segment(true, 0, 0, request),
                       segment(false, 0, request.size(), answer),
                       segment(true, request.size(), answer.size(), request)});
}

}  // namespace

TEST_CASE("what a pass rule does to the rules behind it") {
  struct Case {
    std::string_view name, rules, alerts;
  };
  const auto [name, rules, alerts] = GENERATE(values<Case>({
      {"a pass rule of the stream takes the flow, whatever stands in front of it",
       "alert http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
       "pass tcp any any -> any any (content:\"Host: shop\"; sid:2;)\n",
       ""},
      {"of a transaction too",
       "alert http any any -> any any (http.stat_code; content:\"200\"; sid:1;)\n"
       "pass http any any -> any any (http.uri; content:\"/admin\"; sid:2;)\n",
       ""},
      {"a pass rule of addresses alone takes the flow",
       "alert http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
       "pass tcp 192.0.2.1 any -> any any (sid:2;)\n",
       ""},
      {"one that does not hold takes nothing",
       "alert http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
       "pass http any any -> any any (http.uri; content:\"/other\"; sid:2;)\n",
       "1@4 1@6"},
      {"with the keyword alert it says so itself, and still takes what is behind it",
       "alert http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
       "pass http any any -> any any (http.uri; content:\"/admin\"; alert; sid:2;)\n",
       "2@4"},
      {"noalert is silent",
       "alert http any any -> any any (http.uri; content:\"/admin\"; noalert; sid:1;)\n",
       ""},
  }));
  DYNAMIC_SECTION(name) {
    CHECK(inspect(std::string(rules), visit()).alerts == alerts);
  }
}

TEST_CASE("inline, a drop rule ends the inspection of its flow; as a listener it does not") {
  const std::string rules =
      "drop http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
      "alert http any any -> any any (http.stat_code; content:\"200\"; sid:2;)\n";
  CHECK(inspect(rules, visit(), {.is_inline = true}).alerts == "1@4");
  CHECK(inspect(rules, visit()).alerts == "1@4 2@5 1@6");
}

TEST_CASE("a flow that would take more memory than allowed is looked at at once and given up") {
  const std::string rules =
      "alert http any any -> any any (http.uri; content:\"/admin\"; sid:1;)\n"
      "alert tcp any any -> any any (content:\"Host: shop\"; sid:2;)\n"
      "alert http any any -> any any (http.stat_code; content:\"200\"; sid:3;)\n";
  const Inspected inspected = inspect(rules, visit(), {.most_held_bytes = 16});
  CHECK(inspected.alerts.find("2@4") != std::string::npos);
  CHECK(inspected.alerts.find("3@") == std::string::npos);
  CHECK(inspected.given_up == 1);
}

TEST_CASE("the kind of a file is libmagic's word for its content") {
  const std::string pdf = "%PDF-1.6\n%body of a document\n";
  const std::string page =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(pdf.size()) + "\r\n\r\n" + pdf;
  const Packets packets =
      conversation({segment(true, 0, 0, request), segment(false, 0, request.size(), page)});
  const std::string rules =
      "alert http any any -> any any (filemagic:\"pdf document\"; sid:1;)\n"
      "alert http any any -> any any (file.magic; content:\"PDF document\"; sid:2;)\n"
      "alert http any any -> any any (filemagic:\"GIF\"; sid:3;)\n"
      "alert http any any -> any any (filemagic:!\"version 1.6\"; sid:4;)\n";
  CHECK(inspect(rules, packets).alerts == "1@5 2@5");
}

TEST_CASE("a rule that asks for what nothing makes is named with its keyword") {
  struct Case {
    std::string_view name, rule, keyword;
  };
  const auto [name, rule, keyword] = GENERATE(values<Case>({
      {"a frame", "alert http any any -> any any (frame:http9.request; content:\"abc\";", "frame"},
      {"an event of a protocol",
       "alert http any any -> any any (app-layer-event:http.no_such_event;",
       "app-layer-event"},
      {"an event of the decoder",
       "alert pkthdr any any -> any any (decode-event:ipv4.no_such;",
       "decode-event"},
      {"a set from a file",
       "alert http any any -> any any (http.host; dataset:isset,bad,type string,load bad.lst;",
       "dataset"},
      {"reputation",
       "alert http any any -> any any (http.host; datarep:rep,>,50,load rep.lst,type string;",
       "datarep"},
      {"a clock", "alert tls any any -> any any (tls_cert_expired;", "tls_cert_expired"},
  }));
  DYNAMIC_SECTION(name) {
    const auto ruleset = compiled(std::string(rule) + " sid:1;)\n");
    REQUIRE(ruleset->unsupported().size() == 1);
    CHECK(ruleset->unsupported()[0].keyword == keyword);
    CHECK(ruleset->rules().empty());
  }
}

}  // namespace sig::ips
