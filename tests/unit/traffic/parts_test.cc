#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/text_events.h"

namespace sig::traffic {
namespace {

struct Sample {
  Format format;
  std::string text;
};

/// More records than there are virtual tables, some of them damaged.
Sample sample_of(Format format) {
  std::string text;
  for (int i = 0; i < 150; ++i) {
    const std::string number = std::to_string(i);
    switch (format) {
      case Format::AccessLog:
        text += i % 7 == 0 ? "bad " + number + "\n"
                           : "192.0.2." + number + " - - [17/May/2015:10:05:03 +0000] \"GET /" +
                                 number + " HTTP/1.1\" 200 1\n";
        break;
      case Format::Syslog:
        text += (i % 40 < 20 ? "Dec 31 23:59:59 h p: " : "Jan  1 00:00:00 h p: ") + number + "\n";
        break;
      case Format::Http:
        text += "POST /" + number + " HTTP/1.1\r\nContent-Length: 1\r\n\r\nx\r\n";
        if (i % 7 == 0) text += "junk\r\n";
        break;
      case Format::Har:
        text += i == 0 ? "{\"log\":{\"entries\":[" : ",";
        text += i % 7 == 0 ? "{}"
                           : "{\"request\":{\"method\":\"G\",\"url\":\"http://x/" + number + "\"}}";
        if (i == 149) text += "]}}";
        break;
      default:
        text += number + "\n";
    }
  }
  return {format, text};
}

TEST_CASE("the parts of a recording together are the whole, for any number of them") {
  const Format format =
      GENERATE(Format::AccessLog, Format::Syslog, Format::Http, Format::Har, Format::Payloads);
  const std::uint32_t count = GENERATE(1U, 2U, 3U, 7U, 64U);
  DYNAMIC_SECTION(to_string(format) << " in " << count) {
    const Sample sample = sample_of(format);
    Reading whole = read_text(format, sample.text);
    std::vector<std::string> events;
    ReadCounts sum;
    for (std::uint32_t index = 0; index < count; ++index) {
      OpenOptions options;
      options.part = {index, count};
      const Reading part = read_text(format, sample.text, options);
      CHECK(part.counts.end_of_input);
      events.insert(events.end(), part.events.begin(), part.events.end());
      sum.records_read += part.counts.records_read;
      sum.records_rejected += part.counts.records_rejected;
      sum.bytes += part.counts.bytes;
      for (const auto& [reason, number] : part.counts.reasons)
        sum.reasons[reason] += number;
    }
    CHECK(whole.counts.records_read + whole.counts.records_rejected >= 150);
    CHECK(sum.records_read == whole.counts.records_read);
    CHECK(sum.records_rejected == whole.counts.records_rejected);
    CHECK(sum.bytes == whole.counts.bytes);
    CHECK(sum.reasons == whole.counts.reasons);
    std::sort(events.begin(), events.end());
    std::sort(whole.events.begin(), whole.events.end());
    CHECK(events == whole.events);
  }
}

TEST_CASE("what nobody wants is counted all the same") {
  OpenOptions options;
  options.wanted = 0;
  for (const Format format :
       {Format::AccessLog, Format::Syslog, Format::Http, Format::Har, Format::Payloads}) {
    const Sample sample = sample_of(format);
    const Reading reading = read_text(format, sample.text, options);
    CHECK(reading.events.empty());
    CHECK(reading.counts.records_read == read_text(format, sample.text).counts.records_read);
  }
}

}  // namespace
}  // namespace sig::traffic
