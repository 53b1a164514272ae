// The built-in matcher against what Suricata 7.0.10 alerted on real captures, where those are at
// hand. SIGCTL_ORACLE_SHOW=1 lists the differences; SIGCTL_ORACLE_ONLY=TEXT plays one test.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "ips/capture_scan.h"
#include "source/ips_rules.h"

namespace sig {
namespace {

using Counts = std::map<std::uint32_t, std::uint64_t>;

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

struct Counter final : ips::AlertSink {
  explicit Counter(const ips::Ruleset& given) : ruleset(given) {}
  void alert(const ips::Alert& alert) override {
    if (alert.undecided) return;
    ++counts[ruleset.sources()[alert.rule].sid];
    if (std::getenv("SIGCTL_ORACLE_ONLY") != nullptr) {
      std::cout << "    sid " << ruleset.sources()[alert.rule].sid << " record " << alert.record
                << " flow " << alert.flow << " tx "
                << (alert.transaction ? static_cast<int>(*alert.transaction) : -1) << "\n";
    }
  }
  const ips::Ruleset& ruleset;
  Counts counts;
};

/// The number behind a setting of the test's arguments.
std::optional<std::uint64_t> number_of(const nlohmann::json& test, const std::string& setting) {
  for (const auto& arg : test["args"].is_array() ? test["args"] : nlohmann::json::array()) {
    const auto text = arg.get<std::string>();
    const size_t at = text.find(setting);
    if (at != std::string::npos) return std::stoull(text.substr(at + setting.size()));
  }
  return std::nullopt;
}

bool has(const nlohmann::json& test, const std::string& setting) {
  for (const auto& arg : test["args"].is_array() ? test["args"] : nlohmann::json::array()) {
    if (arg.get<std::string>().find(setting) != std::string::npos) return true;
  }
  return false;
}

ips::ScanOptions options_of(const nlohmann::json& test) {
  ips::ScanOptions options;
  options.engine.midstream = has(test, "stream.midstream=true");
  options.engine.async_oneside = has(test, "async-oneside=true");
  options.engine.use_vlan = !has(test, "vlan.use-for-tracking=false");
  if (const auto depth = number_of(test, "stream.reassembly.depth=")) {
    options.engine.stream_depth = *depth;
  }
  options.inspector.is_inline = has(test, "--simulate-ips");
  if (has(test, "response-body-decompress-layer-limit=3")) {
    options.inspector.limits.decompress_layers = 3;
  }
  if (has(test, "response-body-limit=200kb")) options.inspector.limits.response_body = 200U << 10U;
  return options;
}

struct Played {
  Counts counts;
  std::string why;  ///< not empty: rules that are not run, or the capture was not read
};

Played play(const nlohmann::json& test) {
  Diagnostics diagnostics;
  std::vector<IpsRule> rules;
  for (const auto& file : test["rules"]) {
    auto text = read_file(corpora() + "/" + file.get<std::string>());
    if (!text) return {{}, text.error().message};
    auto read = source::read_ips_rules(file.get<std::string>(),
                                       *std::move(text),
                                       IpsDialect::Suricata,
                                       source::IpsVariables::stock(),
                                       diagnostics);
    rules.insert(rules.end(), read.begin(), read.end());
  }
  Played out;
  if (diagnostics.has_errors()) out.why = diagnostics.as_text();
  auto ruleset = ips::Ruleset::compile(std::move(rules), {.cache_folder = {}, .in_child = false});
  if (!ruleset) return {{}, ruleset.error().message};
  for (const auto& refusal : (*ruleset)->unsupported()) {
    out.why += "sid " + std::to_string((*ruleset)->sources()[refusal.number].sid) + ": " +
               refusal.keyword + ": " + refusal.reason + "; ";
  }
  Counter counter(**ruleset);
  const auto scanned = ips::scan_capture(
      corpora() + "/" + test["pcap"].get<std::string>(), *ruleset, options_of(test), counter);
  if (!scanned) out.why += scanned.error().message;
  out.counts = counter.counts;
  return out;
}

Counts expected_of(const nlohmann::json& test) {
  Counts out;
  for (const auto& [sid, count] : test["suricata"]["sid_counts"].items()) {
    out[static_cast<std::uint32_t>(std::stoul(sid))] = count.get<std::uint64_t>();
  }
  return out;
}

std::string text_of(const Counts& counts) {
  std::string out;
  for (const auto& [sid, count] : counts)
    out += " " + std::to_string(sid) + ":" + std::to_string(count);
  return out;
}

/// Names of tests/unit/ips/oracle_differences.txt.
std::set<std::string> known_differences() {
  std::ifstream file(SIGCTL_SOURCE_DIR "/tests/unit/ips/oracle_differences.txt");
  std::set<std::string> out;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with('#')) out.insert(line.substr(0, line.find(": ")));
  }
  return out;
}

}  // namespace

TEST_CASE("alerts agree with Suricata's on its own tests") {
  std::ifstream index(corpora() + "/oracle-suricata/index.jsonl");
  if (!index) {
    std::cout << "skipped: no oracle-suricata at " << corpora() << "\n";
    return;
  }
  const char* only = std::getenv("SIGCTL_ORACLE_ONLY");
  const bool show = std::getenv("SIGCTL_ORACLE_SHOW") != nullptr || only != nullptr;
  const std::set<std::string> known = known_differences();
  size_t confirmed = 0, agreed = 0, others = 0, others_agreed = 0;
  std::string line;
  while (std::getline(index, line)) {
    const auto test = nlohmann::json::parse(line);
    const std::string id = test["id"];
    if (only != nullptr && id.find(only) == std::string::npos) continue;
    if (test["own_config"].get<bool>() || test["mode"] != "ids") continue;
    if (!test["suricata"].is_object() || !test["suricata"].contains("sid_counts")) continue;
    const bool is_confirmed = test["grade"] == "confirmed";
    const Played played = play(test);
    const bool same = played.counts == expected_of(test);
    ++(is_confirmed ? confirmed : others);
    if (same) ++(is_confirmed ? agreed : others_agreed);
    if (is_confirmed && same && known.count(id) > 0) {
      FAIL_CHECK(id << " agrees now: take it out of oracle_differences.txt");
    }
    if (is_confirmed && !same && known.count(id) == 0) {
      FAIL_CHECK(id << ": suricata" << text_of(expected_of(test)) << ", ours"
                    << text_of(played.counts));
    }
    if (show && !same) {
      std::cout << (is_confirmed ? "" : "(other) ") << id
                << "\n  suricata:" << text_of(expected_of(test))
                << "\n  ours:    " << text_of(played.counts)
                << (played.why.empty() ? "" : "\n  why: " + played.why.substr(0, 300)) << "\n";
    }
  }
  std::cout << "confirmed tests: " << agreed << " of " << confirmed
            << " agree; others: " << others_agreed << " of " << others << "\n";
  if (only == nullptr) CHECK(agreed * 100 >= confirmed * 95);
}

}  // namespace sig
