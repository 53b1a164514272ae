// What the real Suricata prints and writes, read; and the program itself where it is installed.
#include "engine/suricata.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <map>

#include "base/file.h"

namespace sig::engine {
namespace {

const std::string refused =
    "Info: logopenfile: eve-log output device (regular) initialized: eve.json\n"
    "Error: detect-parse: unknown rule keyword 'nosuchkeyword'.\n"
    "Error: detect: error parsing signature \"alert tcp any any -> any any (nosuchkeyword; "
    "sid:2;)\" "
    "from file /tmp/x/rules.rules at line 2\n"
    "Info: detect: 1 rule files processed. 2 rules successfully loaded, 1 rules failed, 0\n";

}  // namespace

TEST_CASE("a refused rule is named by its line and in the engine's words") {
  const RuleTest test = read_rule_test(refused, "/tmp/x/rules.rules");
  CHECK(test.loaded == 2);
  CHECK(test.failed == 1);
  REQUIRE(test.refused.size() == 1);
  CHECK(test.refused[0].line == 1);
  CHECK(test.refused[0].message == "detect-parse: unknown rule keyword 'nosuchkeyword'.");
}

TEST_CASE("the form without -v is read too, and another file's lines are not ours") {
  const RuleTest test = read_rule_test(
      "E: detect-pcre: bad\nE: detect: error parsing signature \"x\" from file /other at line 7\n",
      "/tmp/x/rules.rules");
  CHECK(test.refused.empty());
}

TEST_CASE("eve.json: alerts and flows, whatever else stands there") {
  const auto report = read_eve(
      R"({"event_type":"alert","flow_id":7,"pcap_cnt":4,"src_ip":"192.0.2.1","src_port":1000,"dest_ip":"192.0.2.2","dest_port":80,"proto":"TCP","app_proto":"http","timestamp":"2026-11-24T03:17:50.988528+0000","alert":{"action":"blocked","gid":1,"signature_id":9,"rev":3}})"
      "\n"
      R"({"event_type":"flow","flow_id":7,"src_ip":"192.0.2.1","dest_ip":"192.0.2.2","src_port":1000,"dest_port":80,"proto":"TCP"})"
      "\n"
      R"({"event_type":"stats"})"
      "\n");
  REQUIRE(report);
  REQUIRE(report->alerts.size() == 1);
  const EngineAlert& alert = report->alerts[0];
  CHECK(alert.sid == 9);
  CHECK(alert.rev == 3);
  CHECK(alert.packet == 4);
  CHECK(alert.flow == 7);
  CHECK(alert.destination_port == 80);
  CHECK(alert.is_blocked);
  REQUIRE(report->flows.size() == 1);
  CHECK(report->flows[0].source == "192.0.2.1");
}

TEST_CASE("hostile lines of eve.json are an error or count for nothing, never a crash") {
  CHECK_FALSE(read_eve("{\"event_type\":\"alert\""));
  CHECK_FALSE(read_eve("[1,2]\n"));
  const auto odd =
      read_eve(R"({"event_type":"alert","flow_id":-1,"src_port":99999,"src_ip":5,"alert":[]})"
               "\n");
  REQUIRE(odd);
  CHECK(odd->alerts[0].flow == 0);
  CHECK(odd->alerts[0].source_port == 0);
  std::string deep(10000, '[');
  CHECK_FALSE(read_eve(deep));
}

TEST_CASE("a value of a variable cannot break out of its line of the configuration") {
  EngineRules rules;
  rules.addresses["HOME_NET"] = "[10.0.0.0/8]\"\nrule-files: [/etc/passwd]\nx: \"";
  const std::string text = suricata_configuration(rules, "/tmp/x");
  CHECK(text.find("\nrule-files: [/etc/passwd]") == std::string::npos);
}

TEST_CASE("the real engine: what it takes, what it refuses, what it read") {
  const auto suricata = Suricata::find();
  if (!suricata) {
    std::cout << "skipped: suricata is not installed\n";
    return;
  }
  EngineRules rules;
  rules.addresses["HOME_NET"] = "[192.0.2.0/24]";
  rules.lines = {
      "alert http any any -> $HOME_NET any (msg:\"a\"; http.method; content:\"GET\"; sid:1; "
      "rev:1;)",
      "alert tcp any any -> any any (msg:\"b\"; content:\"x\"; pcre:\"/(/\"; sid:2; rev:1;)"};
  const auto test = suricata->test_rules(rules);
  REQUIRE(test);
  CHECK(test->loaded == 1);
  REQUIRE(test->refused.size() == 1);
  CHECK(test->refused[0].line == 1);
  const std::string capture = SIGCTL_SOURCE_DIR "/testdata/attacks-web/by-hand.pcap";
  CHECK_FALSE(suricata->replay(rules, capture, {}));
  rules.lines.pop_back();
  const auto report = suricata->replay(rules, capture, {});
  REQUIRE(report);
  CHECK(report->packets > 100);
  CHECK(!report->alerts.empty());
  CHECK(report->flows.size() > 10);
  CHECK_FALSE(Suricata::find("no-such-suricata"));
}

TEST_CASE("forty rules that hold on one packet all alert: the engine keeps 15 by default") {
  const auto suricata = Suricata::find();
  if (!suricata) return;
  EngineRules rules;
  for (int sid = 1; sid <= 40; ++sid) {
    rules.lines.push_back("alert tcp any any -> any 80 (msg:\"syn\"; flags:S; sid:" +
                          std::to_string(sid) + "; rev:1;)");
  }
  const auto report =
      suricata->replay(rules, SIGCTL_SOURCE_DIR "/testdata/attacks-web/by-hand.pcap", {});
  REQUIRE(report);
  std::map<std::uint32_t, size_t> counts;
  for (const EngineAlert& alert : report->alerts)
    ++counts[alert.sid];
  CHECK(counts.size() == 40);
  CHECK(counts[1] == counts[40]);
}

TEST_CASE("a rule that saves a dataset overwrites nothing where we were called") {
  const auto suricata = Suricata::find();
  if (!suricata) return;
  const auto work = TempFolder::create("caller");
  REQUIRE(work);
  const std::string mine = work->path() + "/mine.txt";
  REQUIRE(write_atomically(mine, "mine"));
  const std::string before = std::filesystem::current_path().string();
  std::filesystem::current_path(work->path());
  EngineRules rules;
  rules.lines = {
      "alert http any any -> any any (msg:\"a\"; http.uri; dataset:set,foo,type string,save "
      "mine.txt; sid:1; rev:1;)"};
  const auto tested = suricata->test_rules(rules);
  // A relative name of a capture is the caller's, wherever the engine works.
  std::filesystem::copy_file(SIGCTL_SOURCE_DIR "/testdata/attacks-web/by-hand.pcap", "here.pcap");
  const auto report = suricata->replay(rules, "here.pcap", {});
  std::filesystem::current_path(before);
  REQUIRE(tested);
  REQUIRE(report);
  CHECK(!report->alerts.empty());
  CHECK(*read_file(mine) == "mine");
}

}  // namespace sig::engine
