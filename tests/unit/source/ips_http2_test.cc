// Keywords of HTTP/2 in rules: names and numbers of frames.
#include <catch2/catch.hpp>

#include "source/ips_rules.h"
#include "tests/support/ips_rule_words.h"

namespace sig {
namespace {

struct Case {
  const char* option;
  IpsNumberField field;
  const char* words;
};

std::vector<IpsRule> read(const std::string& option, Diagnostics& diagnostics) {
  const std::string text =
      "alert http2 any any -> any any (msg:\"m\"; " + option + "; sid:1; rev:1;)\n";
  return source::read_ips_rules(
      "a.rules", text, IpsDialect::Suricata, source::IpsVariables::stock(), diagnostics);
}

/// A setting's number stands above its value.
constexpr std::uint64_t setting(std::uint64_t id, std::uint64_t value) {
  return id << 32U | value;
}

}  // namespace

TEST_CASE("keywords of HTTP/2 frames are numbers that are compared") {
  using enum IpsNumberField;
  const auto row = GENERATE(values<Case>({
      {"http2.frametype:GOAWAY", Http2FrameType, "7..7"},
      {"http2.frametype: headers", Http2FrameType, "1..1"},
      {"http2.frametype:77", Http2FrameType, "77..77"},
      {"http2.errorcode:HTTP_1_1_REQUIRED", Http2ErrorCode, "13..13"},
      {"http2.errorcode:2", Http2ErrorCode, "2..2"},
      {"http2.priority:<3", Http2Priority, "0..2"},
      {"http2.window:10-20", Http2Window, "11..19"},
      {"http2.size_update:4096", Http2SizeUpdate, "4096..4096"},
  }));
  INFO(row.option);
  Diagnostics diagnostics;
  const auto rules = read(row.option, diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE(rules.size() == 1);
  CHECK(diagnostics.count(Level::Error) == 0);
  CHECK(rules[0].unsupported.empty());
  REQUIRE(rules[0].tests.size() == 1);
  const auto& number = std::get<IpsNumberOf>(rules[0].tests[0]);
  CHECK(number.field == row.field);
  CHECK(words_of(number.any_of[0]) == row.words);
}

TEST_CASE("a setting is tested alone or with its value") {
  struct Setting {
    const char* text;
    std::uint64_t in, out;
  };
  const auto row = GENERATE(values<Setting>({
      {"SETTINGS_ENABLE_PUSH", setting(2, 0), setting(3, 0)},
      {"SETTINGS_HEADER_TABLE_SIZE>1000", setting(1, 1001), setting(1, 1000)},
      {"SETTINGS_HEADER_TABLE_SIZE>1000", setting(1, 0xffffffff), setting(2, 0)},
      {"settings_max_frame_size 5", setting(5, 5), setting(5, 6)},
      {"SETTINGS_INITIAL_WINDOW_SIZE <10", setting(4, 9), setting(4, 10)},
      {"SETTINGS_MAX_CONCURRENT_STREAMS=100", setting(3, 100), setting(3, 0)},
      {"SETTINGS_ENABLE_PUSH !1", setting(2, 0), setting(2, 1)},
      {"SETTINGS_ENABLE_PUSH !1", setting(2, 2), setting(3, 2)},
  }));
  INFO(row.text);
  Diagnostics diagnostics;
  const auto rules = read(std::string("http2.settings:") + row.text, diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE(rules.size() == 1);
  REQUIRE(rules[0].tests.size() == 1);
  const auto& number = std::get<IpsNumberOf>(rules[0].tests[0]);
  const auto holds = [&number](std::uint64_t value) {
    return std::any_of(number.any_of.begin(), number.any_of.end(), [value](const auto& test) {
      return test.holds(value);
    });
  };
  CHECK(holds(row.in));
  CHECK_FALSE(holds(row.out));
}

TEST_CASE("what Suricata 7.0.10 does not read of HTTP/2 is an error") {
  const auto* option = GENERATE("http2.frametype:WINDOW_UPDATE",
                                "http2.frametype:300",
                                "http2.frametype:!DATA",
                                "http2.errorcode:INTERNAL_ERROR",
                                "http2.priority:256",
                                "http2.window:5000000000",
                                "http2.settings:ENABLE_PUSH",
                                "http2.settings:2");
  INFO(option);
  Diagnostics diagnostics;
  read(option, diagnostics);
  CHECK(diagnostics.count(Level::Error) == 1);
}

}  // namespace sig
