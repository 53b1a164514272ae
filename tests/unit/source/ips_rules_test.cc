// Rules as a whole: headers, state, texts of files, and what is said about them.
#include "source/ips_rules.h"

#include <catch2/catch.hpp>

#include "tests/support/ips_rule_words.h"

namespace sig {
namespace {

struct Reading {
  std::vector<IpsRule> rules;
  Diagnostics diagnostics;
};

Reading read(const std::string& text, IpsDialect dialect = IpsDialect::Suricata) {
  Reading out;
  auto variables = source::IpsVariables::stock();
  variables.override_with({{"OFFICE", {"192.0.2.0/24", "!192.0.2.9"}},
                           {"WEB", {"80", "8000:8080"}},
                           {"LOOP", {"$LOOP"}}});
  out.rules = source::read_ips_rules("a.rules", text, dialect, variables, out.diagnostics);
  return out;
}

std::string rule(const std::string& options, int sid = 1) {
  return "alert tcp any any -> any any (msg:\"m\"; " + options + " sid:" + std::to_string(sid) +
         "; rev:1;)\n";
}

IpsRule read_one(const std::string& text) {
  Reading reading = read(text);
  INFO(reading.diagnostics.as_text());
  REQUIRE(reading.rules.size() == 1);
  return std::move(reading.rules[0]);
}

size_t errors_in(const std::string& text) {
  return read(text).diagnostics.count(Level::Error);
}

struct AddressCase {
  const char* text;
  const char* words;
};

}  // namespace

TEST_CASE("addresses of a header become ranges") {
  const auto row = GENERATE(values<AddressCase>({
      {"any", "any"},
      {"[any]", "any"},
      {"192.0.2.7", "192.0.2.7-192.0.2.7"},
      {"192.0.2.7/24", "192.0.2.0-192.0.2.255"},
      {"192.0.2.0/255.255.255.128", "192.0.2.0-192.0.2.127"},
      {"192.0.2.3-192.0.2.9", "192.0.2.3-192.0.2.9"},
      {"2001:db8::/127", "2001:db8::-2001:db8::1"},
      {"!192.0.2.7", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff !192.0.2.7-192.0.2.7"},
      {"[192.0.2.0/24, ![192.0.2.1,!192.0.2.2]]",
       "192.0.2.0-192.0.2.255 192.0.2.2-192.0.2.2 !192.0.2.1-192.0.2.1"},
      {"$OFFICE", "192.0.2.0-192.0.2.255 !192.0.2.9-192.0.2.9"},
      {"$HOME_NET",
       "192.168.0.0-192.168.255.255 10.0.0.0-10.255.255.255 172.16.0.0-172.31.255.255"},
  }));
  DYNAMIC_SECTION(row.text) {
    const std::string text =
        std::string("alert tcp ") + row.text + " any -> any any (msg:\"m\"; sid:1;)";
    CHECK(words_of(read_one(text).source) == row.words);
  }
}

TEST_CASE("ports of a header become ranges") {
  const auto row = GENERATE(values<AddressCase>({
      {"any", "any"},
      {"80", "80-80"},
      {"1024:", "1024-65535"},
      {":1024", "0-1024"},
      {"!80", "0-65535 !80-80"},
      {"[80,443,8000:8080,!8005]", "80-80 443-443 8000-8080 !8005-8005"},
      {"$WEB", "80-80 8000-8080"},
      {"!$SHELLCODE_PORTS", "80-80"},
  }));
  DYNAMIC_SECTION(row.text) {
    const std::string text =
        std::string("alert tcp any any -> any ") + row.text + " (msg:\"m\"; sid:1;)";
    CHECK(words_of(read_one(text).destination_ports) == row.words);
  }
}

TEST_CASE("what stands for no address or port is refused") {
  for (const std::string header : {"tcp 192.0.2.256 any -> any any",
                                   "tcp 192.0.2.9-192.0.2.1 any -> any any",
                                   "tcp [192.0.2.1 any -> any any",
                                   "tcp [] any -> any any",
                                   "tcp any 65536 -> any any",
                                   "tcp any 9:1 -> any any",
                                   "tcp !any any -> any any",
                                   "tcp any !any -> any any",
                                   "tcp [192.0.2.4,!192.0.2.0/25] any -> any any",
                                   "tcp $NOWHERE any -> any any",
                                   "tcp $LOOP any -> any any",
                                   "tcp any any > any any",
                                   "tcp any any -> any",
                                   "tpc any any -> any any"}) {
    INFO(header);
    CHECK(errors_in("alert " + header + " (msg:\"m\"; sid:1;)") == 1);
  }
}

TEST_CASE("actions, directions and what is said about a rule are kept") {
  const IpsRule r = read_one(
      "rejectboth http $HOME_NET any <> any 80 (msg:\"a \\\"b\\\"\\; c\"; "
      "flow:established,to_server; "
      "classtype:web-attack; priority:2; reference:url,example.org/a,b; reference:cve,2024-1; "
      "metadata:created_at 2024_01_01, flag red; target:dest_ip; noalert; prefilter; gid:3; "
      "sid:77; rev:5;)");
  CHECK(r.action == IpsAction::RejectBoth);
  CHECK(r.direction == IpsDirection::Both);
  CHECK(r.protocol == "http");
  CHECK(r.msg == "a \"b\"; c");
  CHECK((r.gid == 3 && r.sid == 77 && r.rev == 5 && r.priority == 2));
  CHECK(r.classtype == "web-attack");
  CHECK(r.references[0] == std::pair<std::string, std::string>("url", "example.org/a,b"));
  CHECK(r.metadata[1] == std::pair<std::string, std::string>("flag", "red"));
  CHECK((r.target == "dest_ip" && r.no_alert && r.prefilter));
  REQUIRE(r.flow);
  CHECK((r.flow->state == IpsFlow::State::Established && r.flow->to_server && !r.flow->to_client));
}

TEST_CASE("state of flows and hosts is read") {
  const IpsRule r = read_one(rule(
      "flowbits:isset,a|b; flowbits:set,c; flowbits:noalert; flowint:nn,+,1; flowint:nn,>,limit; "
      "xbits:set,x,track ip_pair,expire 10; hostbits:isnotset,h,dst; "
      "threshold:type both, track by_dst, count 5, seconds 60;"));
  REQUIRE(r.flowbits.size() == 2);
  CHECK(r.flowbits[0].command == IpsFlowbits::Command::IsSet);
  CHECK(r.flowbits[0].names == std::vector<std::string>{"a", "b"});
  CHECK(r.no_alert);
  REQUIRE(r.flowints.size() == 2);
  CHECK((r.flowints[0].command == IpsFlowint::Command::Add && r.flowints[0].number == 1));
  CHECK(r.flowints[1].variable == "limit");
  REQUIRE(r.xbits.size() == 2);
  CHECK((r.xbits[0].track == IpsXbits::Track::Pair && r.xbits[0].expire == 10));
  CHECK((r.xbits[1].is_hostbits && r.xbits[1].track == IpsXbits::Track::Destination));
  REQUIRE(r.threshold);
  CHECK((r.threshold->kind == IpsThreshold::Kind::Both && r.threshold->count == 5));
}

TEST_CASE("tests of headers are read") {
  const IpsRule r =
      read_one(rule("dsize:100<>200; ttl:<5; itype:!8; ip_proto:!tcp; flags:!SA,CE; "
                    "fragbits:+MD; stream_size:client,>=,7; app-layer-protocol:!tls;"));
  REQUIRE(r.tests.size() == 8);
  const auto number = [&](size_t i) {
    return words_of(std::get<IpsNumberOf>(r.tests[i]).any_of[0]);
  };
  CHECK(number(0) == "101..199");
  CHECK(number(1) == "0..4");
  CHECK(number(2) == "!8..8");
  CHECK(number(3) == "!6..6");
  const auto flags = std::get<IpsFlagsTest>(r.tests[4]);
  CHECK((flags.mode == IpsFlagsTest::Mode::None && flags.flags == 0x12 && flags.ignore == 0xc0));
  const auto bits = std::get<IpsFlagsTest>(r.tests[5]);
  CHECK((bits.is_fragment && bits.mode == IpsFlagsTest::Mode::All && bits.flags == 0x60));
  CHECK(words_of(std::get<IpsStreamSize>(r.tests[6]).size) == "7..");
  const auto named = std::get<IpsNamed>(r.tests[7]);
  CHECK((named.field == IpsNamedField::AppLayerProtocol && named.negated && named.value == "tls"));
}

TEST_CASE("a file with CRLF, a byte order mark, comments and continued lines is read") {
  const std::string text = "\xef\xbb\xbf# a comment\r\n\r\n" +
                           std::string("alert tcp any any -> any any (msg:\"\xe9\"; \\\r\n") +
                           "  content:\"abc\"; \\\r\n  sid:1; rev:1;)\r\n" +
                           "#alert tcp any any -> any any (msg:\"off\"; sid:2;)\r\n" +
                           "# alert on tcp: not a rule\r\n" +
                           "## alert udp any any -> any any (nonsense:1; sid:3;)\r\n";
  Reading reading = read(text);
  INFO(reading.diagnostics.as_text());
  REQUIRE(reading.rules.size() == 3);
  CHECK(reading.diagnostics.size() == 0);
  CHECK(reading.rules[0].msg == "\xe9");
  CHECK(reading.rules[0].text ==
        "alert tcp any any -> any any (msg:\"\xe9\";   content:\"abc\";   sid:1; rev:1;)");
  CHECK((!reading.rules[0].is_disabled && reading.rules[1].is_disabled &&
         reading.rules[2].is_disabled));
  CHECK(reading.rules[1].msg == "off");
  CHECK(reading.rules[2].unsupported.size() == 1);
  const auto& content = std::get<IpsContent>(reading.rules[0].inspections[0].checks[0]);
  CHECK(reading.diagnostics.sources().text_of(content.span) == "\"abc\"");
  CHECK(reading.diagnostics.sources().place_of(content.span).line == 4);
}

TEST_CASE(
    "of two rules with one sid the higher rev stays, and the later of equal ones is refused") {
  const auto with_rev = [](int rev) {
    return "alert tcp any any -> any any (msg:\"m" + std::to_string(rev) +
           "\"; sid:5; rev:" + std::to_string(rev) + ";)\n";
  };
  Reading raised = read(with_rev(1) + with_rev(2));
  REQUIRE(raised.rules.size() == 1);
  CHECK(raised.rules[0].rev == 2);
  CHECK(raised.diagnostics.count(Level::Error) == 0);
  CHECK(raised.diagnostics.count(Level::Warning) == 1);
  CHECK(read(with_rev(2) + with_rev(2)).diagnostics.count(Level::Error) == 1);
  CHECK(read(with_rev(1) + "#" + with_rev(1)).diagnostics.size() == 0);
  CHECK(errors_in(with_rev(1) + "alert tcp any any -> any any (msg:\"m\"; gid:2; sid:5;)") == 0);
}

TEST_CASE("a rule that is refused is left out and the others stay") {
  Reading reading =
      read(rule("content:\"a\";", 1) + rule("nosuch:\"a\";", 2) + rule("content:\"c\";", 3));
  REQUIRE(reading.rules.size() == 2);
  CHECK(reading.rules[1].sid == 3);
  REQUIRE(reading.diagnostics.size() == 1);
  CHECK(reading.diagnostics.sorted()[0].subject == "2");
}

TEST_CASE("a keyword that is known and not executed is named with its place") {
  Reading reading = read(rule("content:\"a\"; lua:x.lua;"));
  REQUIRE(reading.rules.size() == 1);
  REQUIRE(reading.rules[0].unsupported.size() == 1);
  CHECK(reading.rules[0].unsupported[0].keyword == "lua");
  CHECK(reading.diagnostics.sources().text_of(reading.rules[0].unsupported[0].span) == "lua");
}

TEST_CASE("a rule whose requirements Suricata 7 does not fulfil is switched off, not refused") {
  const IpsRule r = read_one(rule("requires:version >= 8.0; entropy:value > 3;"));
  CHECK(r.is_disabled);
  CHECK(r.sid == 1);
  CHECK_FALSE(read_one(rule("requires:version >= 7.0.3 < 8 | >= 8.0.3;")).is_disabled);
  CHECK(read_one(rule("requires:feature magic_wand;")).is_disabled);
}

TEST_CASE("the language of a text is guessed from its rules") {
  CHECK(source::guess_ips_dialect("") == IpsDialect::Suricata);
  CHECK(source::guess_ips_dialect(rule("content:\"a\"; nocase;")) == IpsDialect::Suricata);
  CHECK(source::guess_ips_dialect(rule("http.uri; content:\"a\";")) == IpsDialect::Suricata);
  CHECK(source::guess_ips_dialect(rule("content:\"a\",nocase,depth 5;")) == IpsDialect::Snort3);
  CHECK(source::guess_ips_dialect("alert http ( msg:\"m\"; http_uri; content:\"a\"; sid:1; )") ==
        IpsDialect::Snort3);
  CHECK(source::guess_ips_dialect(rule("content:\"a\"; metadata:ruleset community;")) ==
        IpsDialect::Snort2);
}

TEST_CASE("a Snort 3 rule over several lines without backslashes is one rule") {
  Reading reading =
      read("alert http\n(\n  msg:\"m; (\";\n  http_uri;\n  content:\"a\",nocase;\n  sid:9;\n)\n" +
               std::string("alert tcp any any -> any any ( msg:\"n\"; sid:10; )\n"),
           IpsDialect::Snort3);
  INFO(reading.diagnostics.as_text());
  REQUIRE(reading.rules.size() == 2);
  CHECK((reading.rules[0].source.any && reading.rules[0].destination_ports.any));
}

TEST_CASE("a file over the limit is refused as a whole") {
  Reading reading = read(std::string(source::most_ips_file_bytes + 1, '#'));
  CHECK(reading.rules.empty());
  CHECK(reading.diagnostics.count(Level::Error) == 1);
}

}  // namespace sig
