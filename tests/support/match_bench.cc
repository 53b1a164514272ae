// Speed of the matcher beside a raw Hyperscan scan of the same patterns over the same bytes, in
// turns in one process: match_bench [--seconds S] [--packets FILE | --lines FILE].
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "match/cpu_clock.h"
#include "match/hyperscan.h"
#include "match/matcher.h"
#include "tests/support/random_signatures.h"

namespace sig {
namespace {

using testing::Dice;

std::string random_word(Dice& dice, size_t least) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_-./";
  std::string out;
  for (size_t i = least + dice.below(8); i > 0; --i)
    out += letters[dice.below(letters.size())];
  return out;
}

/// Text that looks like requests: words, separators, escapes.
std::string synthetic_bytes(size_t size) {
  Dice dice(7);
  std::string out;
  while (out.size() < size) {
    out += "GET /" + random_word(dice, 3) + "/" + random_word(dice, 3) +
           "?q=" + random_word(dice, 4) + "%20" + random_word(dice, 4) +
           "&id=" + random_word(dice, 2) +
           " HTTP/1.1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n\r\n";
  }
  out.resize(size);
  return out;
}

/// Values of one field, and events that carry one value each.
struct Workload {
  const char* name = "";
  Surface surface = Surface::Packet;
  FieldId field = FieldId::PacketPayload;
  std::vector<Decode> decode;
  std::vector<std::string_view> values;
  std::vector<Event> events;
};

Workload packets_of(std::string_view bytes) {
  constexpr size_t payload = 1400;
  Workload out{.name = "packet.payload of 1400 bytes"};
  for (size_t at = 0; at < bytes.size(); at += payload) {
    out.values.push_back(bytes.substr(at, payload));
    Event event;
    event.what = Packet{.payload = out.values.back(), .protocol = "tcp"};
    out.events.push_back(event);
  }
  return out;
}

Workload targets_of(std::string_view bytes) {
  Workload out{.name = "http.uri, one line each, decode url",
               .surface = Surface::HttpRequest,
               .field = FieldId::HttpUri,
               .decode = {Decode::Url}};
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (line.empty()) continue;
    out.values.push_back(line);
    Event event;
    event.what = HttpExchange{{.method = "GET", .uri = line}, {}};
    out.events.push_back(event);
  }
  return out;
}

std::vector<Signature> synthetic_signatures(const Workload& load, size_t count, size_t regex_in) {
  Dice dice(count);
  std::vector<Signature> out;
  for (size_t i = 0; i < count; ++i) {
    Signature signature;
    signature.id = "s" + std::to_string(i);
    signature.on = load.surface;
    signature.match.kind = Condition::Kind::Test;
    Test& test = signature.match.test;
    test.field = {load.field, ""};
    test.decode = load.decode;
    const bool is_regex = regex_in > 0 && i % regex_in == 0;
    test.op = is_regex ? Operator::Regex : Operator::Contains;
    std::string word = random_word(dice, 5);
    std::replace(word.begin(), word.end(), '.', '_');
    test.values = {is_regex ? word + "[0-9]{1,4}\\s*=" : word};
    out.push_back(std::move(signature));
  }
  return out;
}

std::vector<match::HsPattern> patterns_of(const std::vector<Signature>& signatures) {
  std::vector<match::HsPattern> out;
  for (const Signature& signature : signatures) {
    const Test& test = signature.match.test;
    const bool is_regex = test.op == Operator::Regex;
    const std::string& text = test.values.front();
    out.push_back({is_regex ? text : match::literal_expression(text), false, is_regex});
  }
  return out;
}

/// CPU seconds of one pass.
template <class Pass>
double seconds_of(Pass pass) {
  const std::uint64_t start = match::process_cpu_ns();
  pass();
  return static_cast<double>(match::process_cpu_ns() - start) / 1e9;
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

bool measure(const Workload& load, size_t count, size_t regex_in, double seconds) {
  const std::vector<Signature> signatures = synthetic_signatures(load, count, regex_in);
  std::vector<match::HsPattern> patterns = patterns_of(signatures);
  const match::HsCompiled compiled = match::compile_patterns(patterns);
  const auto database = match::HsDatabase::load(compiled.database);
  const double compile_start = static_cast<double>(match::process_cpu_ns()) / 1e9;
  const auto ruleset = match::Ruleset::compile(signatures, {.in_child = false});
  if (!database || !ruleset) {
    std::fprintf(stderr, "cannot compile: %s\n", compiled.error.c_str());
    return false;
  }
  const double compile_seconds = static_cast<double>(match::process_cpu_ns()) / 1e9 - compile_start;
  match::HsScanner raw;
  raw.make_room_for(*database);
  match::Scanner scanner(*ruleset);
  std::uint64_t raw_hits = 0;
  std::uint64_t hits = 0;
  std::vector<double> raw_times;
  std::vector<double> times;
  double spent = 0;
  while (spent < seconds || times.size() < 3) {
    raw_times.push_back(seconds_of([&] {
      for (const std::string_view value : load.values) {
        raw.scan(
            *database,
            value,
            [](void* counter, unsigned) {
              ++*static_cast<std::uint64_t*>(counter);
              return false;
            },
            &raw_hits);
      }
    }));
    times.push_back(seconds_of([&] {
      for (const Event& event : load.events)
        hits += scanner.scan(event).hits.size();
    }));
    spent += raw_times.back() + times.back();
  }
  double megabytes = 0;
  for (const std::string_view value : load.values)
    megabytes += static_cast<double>(value.size()) / 1e6;
  const double raw_speed = megabytes / median(raw_times);
  const double speed = megabytes / median(times);
  std::printf("%6zu  %9.0f  %9.0f  %5.2f  %10.0f  %8.2f  %7.1f  %8.0f %8.0f\n",
              count,
              raw_speed,
              speed,
              speed / raw_speed,
              static_cast<double>(load.events.size()) / median(times) / 1e3,
              compile_seconds,
              static_cast<double>((*ruleset)->memory_bytes()) / 1e6,
              static_cast<double>(raw_hits) / static_cast<double>(times.size()),
              static_cast<double>(hits) / static_cast<double>(times.size()));
  std::fflush(stdout);
  return true;
}

bool measure_all(const Workload& load, double seconds) {
  for (const size_t regex_in : {size_t{0}, size_t{5}}) {
    std::printf("\n%s; %s\n",
                load.name,
                regex_in == 0 ? "contains only" : "one in five a regex, else contains");
    std::printf("%6s  %9s  %9s  %5s  %10s  %8s  %7s  %8s %8s\n",
                "sigs",
                "raw MB/s",
                "MB/s",
                "ratio",
                "kevents/s",
                "compile",
                "MB",
                "raw hits",
                "hits");
    for (const size_t count : std::initializer_list<size_t>{10, 100, 1000, 10000}) {
      if (!measure(load, count, regex_in, seconds)) return false;
    }
  }
  return true;
}

std::string read_bytes(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace
}  // namespace sig

int main(int argc, char** argv) {
  double seconds = 1;
  std::string packets = sig::synthetic_bytes(16U << 20U);
  std::string lines = packets;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--seconds") == 0) seconds = std::atof(argv[i + 1]);
    if (std::strcmp(argv[i], "--packets") == 0) packets = sig::read_bytes(argv[i + 1]);
    if (std::strcmp(argv[i], "--lines") == 0) lines = sig::read_bytes(argv[i + 1]);
  }
  if (packets.empty() || lines.empty()) {
    std::fprintf(stderr, "match_bench: an input is empty or cannot be read\n");
    return 1;
  }
  const bool done = sig::measure_all(sig::packets_of(packets), seconds) &&
                    sig::measure_all(sig::targets_of(lines), seconds);
  return done ? 0 : 1;
}
