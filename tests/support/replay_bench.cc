// Speed, memory and growth of a whole replay beside a raw Hyperscan scan of the same TCP payload
// with the same patterns: replay_bench [--megabytes N] [--rounds N] [--capture FILE]. Each replay
// runs in a child of its own, so that its peak of memory is its own.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/diagnostic.h"
#include "base/file.h"
#include "bundle/bundle_file.h"
#include "compile/compile.h"
#include "match/hyperscan.h"
#include "source/source.h"
#include "tests/support/random_signatures.h"
#include "traffic/event_source.h"

namespace sig {
namespace {

using testing::Dice;

struct Set {
  std::string name;
  std::vector<Signature> signatures;
};

std::string random_word(Dice& dice, size_t least) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_-/";
  std::string out;
  for (size_t i = least + dice.below(8); i > 0; --i)
    out += letters[dice.below(letters.size())];
  return out;
}

/// Four in five look for a word, one in five for a regex: in targets, bodies and User-Agents.
Set synthetic_set(size_t count) {
  Dice dice(count);
  Set out{.name = "synthetic", .signatures = {}};
  const std::vector<FieldId> fields{FieldId::HttpUri,
                                    FieldId::HttpUri,
                                    FieldId::HttpUri,
                                    FieldId::HttpBody,
                                    FieldId::HttpUserAgent};
  for (size_t i = 0; i < count; ++i) {
    Signature signature;
    signature.id = "s" + std::to_string(i);
    signature.title = "A synthetic signature";
    signature.category = "policy";
    signature.on = Surface::HttpRequest;
    signature.match.kind = Condition::Kind::Test;
    Test& test = signature.match.test;
    test.field = {fields[i % fields.size()], ""};
    if (test.field.id == FieldId::HttpUri) test.decode = {Decode::Url};
    const std::string word = random_word(dice, 5);
    const bool is_regex = i % 5 == 1;
    test.op = is_regex ? Operator::Regex : Operator::Contains;
    test.values = {is_regex ? word + "[0-9]{1,4}\\s*=" : word};
    out.signatures.push_back(std::move(signature));
  }
  return out;
}

std::optional<Set> starter_set() {
  Diagnostics diagnostics;
  auto signatures =
      source::read_signature_paths({SIGCTL_SOURCE_DIR "/cli/starter/signatures"}, {}, diagnostics);
  if (!signatures || diagnostics.has_errors()) return std::nullopt;
  return Set{.name = "starter", .signatures = std::move(*signatures)};
}

/// The patterns of a set in one list, as a scanner without fields, decodes or conditions would have
/// them.
void add_patterns(const Condition& condition, std::vector<match::HsPattern>& out) {
  for (const Condition& child : condition.children)
    add_patterns(child, out);
  if (condition.kind != Condition::Kind::Test) return;
  const Test& test = condition.test;
  const bool is_regex = test.op == Operator::Regex;
  const bool is_text = is_regex || test.op == Operator::Contains || test.op == Operator::Equals ||
                       test.op == Operator::StartsWith || test.op == Operator::EndsWith ||
                       test.op == Operator::OneOf;
  if (!is_text) return;
  for (const std::string& value : test.values) {
    if (value.empty()) continue;
    out.push_back(
        {is_regex ? value : match::literal_expression(value), test.ignore_case, is_regex});
  }
}

/// The capture `copies` times, each with other addresses, so that each copy has its own
/// connections.
std::string multiplied(const std::string& capture, size_t megabytes) {
  constexpr size_t file_header = 24;
  constexpr size_t record_header = 16;
  constexpr size_t ethernet = 14;
  std::string out = capture;
  for (unsigned copy = 1; out.size() < megabytes << 20U; ++copy) {
    const size_t start = out.size();
    out += std::string_view(capture).substr(file_header);
    for (size_t at = start; at + record_header <= out.size();) {
      std::uint32_t length = 0;
      std::memcpy(&length, out.data() + at + 8, sizeof length);
      const size_t ip = at + record_header + ethernet;
      if (ip + 20 <= out.size() && (static_cast<unsigned char>(out[ip]) >> 4U) == 4) {
        for (const size_t address : std::initializer_list<size_t>{12, 16}) {
          out[ip + address + 1] =
              static_cast<char>(out[ip + address + 1] + static_cast<char>(copy));
          out[ip + address + 2] =
              static_cast<char>(out[ip + address + 2] ^ static_cast<char>(copy >> 8U));
        }
      }
      at += record_header + length;
    }
  }
  return out;
}

/// All TCP payload of a capture, packet by packet.
std::vector<std::string> payloads(const std::string& path) {
  std::vector<std::string> out;
  auto source = traffic::open(
      path, {.wanted = 1U << static_cast<unsigned>(EventKind::Packet), .verify_checksums = false});
  if (!source) return out;
  for (auto event = (*source)->next(); event && *event != nullptr; event = (*source)->next()) {
    const auto& packet = std::get<Packet>((*event)->what);
    if (!packet.payload.empty()) out.emplace_back(packet.payload);
  }
  return out;
}

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Run {
  double seconds = 0;
  std::uint64_t requests = 0;
  std::uint64_t peak_kib = 0;
  bool ok = false;
};

/// One replay by the real program, in a process of its own.
Run replay_once(const std::vector<std::string>& argv, const std::string& output) {
  std::vector<char*> words;
  for (const std::string& word : argv)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  Run run;
  const double start = now_seconds();
  const pid_t child = ::vfork();
  if (child == 0) {
    const int fd = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(fd, STDOUT_FILENO);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  rusage usage{};
  int status = 0;
  ::wait4(child, &status, 0, &usage);
  run.seconds = now_seconds() - start;
  run.peak_kib = static_cast<std::uint64_t>(usage.ru_maxrss);
  const auto printed = read_file(output);
  const auto document =
      printed ? nlohmann::json::parse(*printed, nullptr, false) : nlohmann::json();
  run.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0 && document.is_object();
  if (run.ok) {
    run.requests = document.at("corpora").at(0).at("surfaces").at("http.request").at("units");
  } else {
    std::fprintf(stderr, "replay: %s\n", printed ? printed->substr(0, 1000).c_str() : "no output");
  }
  return run;
}

/// The quickest of rounds: what else the machine does only adds.
Run best_of(const std::vector<std::string>& argv, const std::string& output, int rounds) {
  Run best;
  for (int i = 0; i < rounds; ++i) {
    const Run run = replay_once(argv, output);
    if (!run.ok) return run;
    if (i == 0 || run.seconds < best.seconds) best = run;
  }
  return best;
}

std::optional<double> raw_seconds(const Set& set,
                                  const std::vector<std::string>& bytes,
                                  int rounds) {
  std::vector<match::HsPattern> patterns;
  for (const Signature& signature : set.signatures)
    add_patterns(signature.match, patterns);
  const match::HsCompiled compiled = match::compile_patterns(patterns);
  const auto database = match::HsDatabase::load(compiled.database);
  if (!database) {
    std::fprintf(stderr, "raw: %s\n", compiled.error.c_str());
    return std::nullopt;
  }
  match::HsScanner scanner;
  scanner.make_room_for(*database);
  std::uint64_t hits = 0;
  double best = 0;
  for (int i = 0; i < rounds; ++i) {
    const double start = now_seconds();
    for (const std::string& payload : bytes) {
      scanner.scan(
          *database,
          payload,
          [](void* counter, unsigned) {
            ++*static_cast<std::uint64_t*>(counter);
            return false;
          },
          &hits);
    }
    const double seconds = now_seconds() - start;
    if (i == 0 || seconds < best) best = seconds;
  }
  return best;
}

struct Bench {
  std::string folder;
  std::string capture;  ///< its name in the folder
  std::vector<std::string> bytes;
  double megabytes = 0;
  int rounds = 3;
};

bool write_bundle(const Set& set, const std::string& path) {
  compile::CompileRequest request{.project = "bench", .signatures = set.signatures};
  auto compiled = compile::for_targets(request);
  if (!compiled) {
    std::fprintf(stderr, "compile: %s\n", compiled.error().message.c_str());
    return false;
  }
  const auto sealed =
      bundle::write(path, std::move(compiled->manifest), std::move(compiled->files));
  if (!sealed) std::fprintf(stderr, "bundle: %s\n", sealed.error().message.c_str());
  return static_cast<bool>(sealed);
}

bool measure(const Bench& bench, const Set& set) {
  const auto raw = raw_seconds(set, bench.bytes, bench.rounds);
  if (!raw) return false;
  const std::string bundle = join_path(bench.folder, "set.bundle");
  if (!write_bundle(set, bundle)) return false;
  const std::string output = join_path(bench.folder, "evidence.json");
  const auto command = [&](const std::string& capture, unsigned workers) {
    return std::vector<std::string>{SIGCTL,
                                    "replay",
                                    bundle,
                                    "--traffic",
                                    join_path(bench.folder, capture),
                                    "--checksums",
                                    "off",
                                    "--workers",
                                    std::to_string(workers),
                                    "--json"};
  };
  const Run first = replay_once(command("small.pcap", 1), output);
  const Run one = best_of(command(bench.capture, 1), output, bench.rounds);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const Run all = best_of(command(bench.capture, cores), output, bench.rounds);
  if (!first.ok || !one.ok || !all.ok) return false;
  const double raw_speed = bench.megabytes / *raw;
  const double speed = bench.megabytes / one.seconds;
  std::printf("%-10s %6zu  %8.0f  %8.0f %8.1f  %5.2f  %8.0f %8.1f  %5.2f  %6.0f %6.0f  %7.2f\n",
              set.name.c_str(),
              set.signatures.size(),
              raw_speed,
              speed,
              static_cast<double>(one.requests) / one.seconds / 1e3,
              speed / raw_speed,
              bench.megabytes / all.seconds,
              static_cast<double>(all.requests) / all.seconds / 1e3,
              one.seconds / all.seconds,
              static_cast<double>(one.peak_kib) / 1024,
              static_cast<double>(all.peak_kib) / 1024,
              first.seconds);
  std::fflush(stdout);
  return true;
}

bool run(const std::string& capture, size_t megabytes, int rounds) {
  const auto bytes = read_file(capture, 1ULL << 32U);
  auto folder = TempFolder::create("sigctl-bench");
  const auto starter = starter_set();
  ::setenv("XDG_CACHE_HOME", folder ? folder->path().c_str() : "", 1);
  if (!bytes || !folder || !starter) {
    std::fprintf(stderr, "replay_bench: cannot read %s or the starter set\n", capture.c_str());
    return false;
  }
  Bench bench{.folder = folder->path(), .capture = "large.pcap", .bytes = {}, .rounds = rounds};
  if (!write_atomically(join_path(bench.folder, "small.pcap"), *bytes) ||
      !write_atomically(join_path(bench.folder, bench.capture), multiplied(*bytes, megabytes))) {
    return false;
  }
  bench.bytes = payloads(join_path(bench.folder, bench.capture));
  for (const std::string& payload : bench.bytes)
    bench.megabytes += static_cast<double>(payload.size()) / 1e6;
  std::printf("%.0f MB of TCP payload in %zu packets, %u cores; the best of %d rounds each\n\n",
              bench.megabytes,
              bench.bytes.size(),
              std::thread::hardware_concurrency(),
              rounds);
  std::printf("%-10s %6s  %8s  %8s %8s  %5s  %8s %8s  %5s  %6s %6s  %7s\n",
              "",
              "",
              "raw",
              "one core",
              "",
              "of",
              "all cores",
              "",
              "of",
              "MiB",
              "MiB",
              "first");
  std::printf("%-10s %6s  %8s  %8s %8s  %5s  %8s %8s  %5s  %6s %6s  %7s\n",
              "signatures",
              "",
              "MB/s",
              "MB/s",
              "kreq/s",
              "raw",
              "MB/s",
              "kreq/s",
              "one",
              "one",
              "all",
              "run s");
  if (!measure(bench, *starter)) return false;
  for (const size_t count : std::initializer_list<size_t>{10, 100, 1000, 10000}) {
    if (!measure(bench, synthetic_set(count))) return false;
  }
  return true;
}

}  // namespace
}  // namespace sig

int main(int argc, char** argv) {
  std::string capture = SIGCTL_SOURCE_DIR "/testdata/benign-web/customers.pcap";
  size_t megabytes = 256;
  int rounds = 3;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--megabytes") == 0)
      megabytes = std::strtoul(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--rounds") == 0) rounds = std::max(1, std::atoi(argv[i + 1]));
    if (std::strcmp(argv[i], "--capture") == 0) capture = argv[i + 1];
  }
  return sig::run(capture, megabytes, rounds) ? 0 : 1;
}
