#include "traffic/syslog.h"

#include <catch2/catch.hpp>

#include "tests/support/text_events.h"

namespace sig::traffic {
namespace {

struct Case {
  std::string_view name;
  std::string_view line;
  std::string_view event;
};

TEST_CASE("a log line becomes its parts") {
  const auto [name, line, event] = GENERATE(values<Case>({
      {"RFC 3164 in a file",
       "Mar  7 13:06:56 web1 systemd-logind[1118]: New seat seat0.",
       R"(#1.0 [web1] 1970-03-07T13:06:56Z systemd-logind@web1: "New seat seat0." pid="1118")"},
      {"RFC 3164 on the wire",
       "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
       R"(#1.0 [mymachine] 1970-10-11T22:14:15Z su@mymachine: "'su root' failed" facility="auth" severity="crit")"},
      {"rsyslog's file with high precision",
       "2023-03-18T20:35:05.734637+01:00 gw kernel: [1.5] SRC=192.0.2.9 DST=192.0.2.1",
       R"(#1.0 [192.0.2.9] 2023-03-18T19:35:05Z kernel@gw: "[1.5] SRC=192.0.2.9 DST=192.0.2.1" srcip="192.0.2.9")"},
      {"a year in the time",
       "Mar 07 2021 13:06:56 asa : %ASA-6-302013: Built",
       R"(#1.0 [asa] 2021-03-07T13:06:56Z %ASA-6-302013@asa: "Built")"},
      {"no host",
       "Mar  7 13:06:56 sshd[7]: Server listening",
       R"(#1.0 [file] 1970-03-07T13:06:56Z sshd@: "Server listening" pid="7")"},
      {"no tag",
       "Mar  7 13:06:56 web1 last message repeated 3 times",
       R"(#1.0 [web1] 1970-03-07T13:06:56Z @web1: "last message repeated 3 times")"},
      {"RFC 5424 with all parts",
       R"(<165>1 2003-10-11T22:14:15.003Z h app 12 ID47 [ex@1 Src="A\"\]\\b" n="2"][o@2] text)",
       R"(#1.0 [h] 2003-10-11T22:14:15Z app@h: "text" pid="12" msgid="ID47" facility="local4" severity="notice" ex@1.src="A"]\b" ex@1.n="2")"},
      {"RFC 5424 with nothing",
       "<0>1 - - - - - -",
       R"(#1.0 [file] @: "" facility="kern" severity="emerg")"},
      {"RFC 5424 with a byte order mark",
       "<13>1 2003-10-11T22:14:15Z h app - - - \xef\xbb\xbfhi",
       R"(#1.0 [h] 2003-10-11T22:14:15Z app@h: "hi" facility="user" severity="notice")"},
      {"control characters that rsyslog escaped",
       "Mar  7 13:06:56 h p: a#012b#011c#999#08",
       R"(#1.0 [h] 1970-03-07T13:06:56Z p@h: "a\nb\tc#999#08")"},
      {"no header at all", "just words", R"(#1.0 [file] @: "just words")"},
  }));
  DYNAMIC_SECTION(name) {
    const Reading reading = read_text(Format::Syslog, line);
    CHECK(reading.events == std::vector<std::string>{std::string(event)});
    CHECK(reading.counts.records_read == 1);
  }
}

TEST_CASE("years come from the file, never from today") {
  const auto times = [](std::string_view text) {
    std::vector<std::string> found;
    for (const std::string& event : read_text(Format::Syslog, text).events)
      found.push_back(event.substr(event.find("] ") + 2, 20));
    return found;
  };
  using Times = std::vector<std::string>;
  SECTION("a file without years begins in 1970 and goes on over the turn of the year") {
    CHECK(times("Dec 31 23:59:59 h p: a\nJan  1 00:00:01 h p: b\nDec 31 23:59:58 h p: late\n") ==
          Times{"1970-12-31T23:59:59Z", "1971-01-01T00:00:01Z", "1970-12-31T23:59:58Z"});
  }
  SECTION("one line with a year serves those around it") {
    CHECK(times("Dec 31 23:59:59 h p: a\n2020-01-02T00:00:00Z h p: b\nFeb  1 00:00:00 h p: c\n") ==
          Times{"2019-12-31T23:59:59Z", "2020-01-02T00:00:00Z", "2020-02-01T00:00:00Z"});
  }
  SECTION("29 February exists in every year") {
    CHECK(times("Feb 29 00:00:00 h p: a\n") == Times{"1970-03-01T00:00:00Z"});
  }
}

TEST_CASE("a file without years has no time of capture") {
  CHECK_FALSE(read_text(Format::Syslog, "Dec 31 23:59:59 h p: a\n").counts.first_time);
  CHECK(read_text(Format::Syslog, "2020-01-02T00:00:00Z h p: b\n").counts.first_time);
}

TEST_CASE("what has no header or damaged structured data is delivered and counted") {
  const Reading reading = read_text(Format::Syslog,
                                    "bare\n"
                                    "<13>1 2003-10-11T22:14:15Z h app - - [a b=\"1\" c] text\n"
                                    "<13>1 2003-10-11T22:14:15Z h app - - [a b=\"1\n"
                                    "<999>Mar  7 13:06:56 h p: x\n");
  CHECK(reading.counts.records_read == 4);
  CHECK(reading.counts.records_rejected == 0);
  CHECK(show_reasons(reading.counts) == "malformed structured data: 2\nno header: 2\n");
  CHECK(reading.events[1] ==
        R"(#2.0 [h] 2003-10-11T22:14:15Z app@h: "text" facility="user" severity="notice" a.b="1")");
}

// The id of structured data stands before every field's name: 64 KiB of it, 60 times, is 4 MB.
TEST_CASE("structured data with a huge id does not outgrow its buffer") {
  std::string line = "<13>1 - h app - - [" + std::string(30000, 'i');
  for (int i = 0; i < 60; ++i)
    line += " n=\"v\"";
  const Reading reading = read_text(Format::Syslog, line + "] text\n");
  CHECK(reading.counts.reasons.at("malformed structured data") == 1);
  CHECK(reading.events.size() == 1);
}

TEST_CASE("a syslog line that is cut anywhere is read") {
  const std::string_view whole =
      R"(<165>1 2003-10-11T22:14:15.003Z h app 12 ID47 [ex@1 Src="A\"\]\\b"] a#012b)";
  for (size_t size = 1; size <= whole.size(); ++size) {
    const Reading reading = read_text(Format::Syslog, whole.substr(0, size));
    CHECK(reading.counts.records_read == 1);
    CHECK(reading.counts.bytes == size);
  }
}

}  // namespace
}  // namespace sig::traffic
