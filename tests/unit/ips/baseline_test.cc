// A real rule set over real captures: which rule alerts on which capture, against what Suricata
// 7.0.10 said. SIGCTL_BASELINE_SHOW=1 lists the differences.
#include <catch2/catch.hpp>
#include <chrono>
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

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

std::vector<IpsRule> rules_of(const std::string& folder) {
  std::vector<IpsRule> rules;
  Diagnostics diagnostics;
  // The recorded run took every address as home and as outside: see the rules that alerted there.
  source::IpsVariables variables = source::IpsVariables::stock();
  variables.addresses["HOME_NET"] = "any";
  variables.addresses["EXTERNAL_NET"] = "any";
  auto files = list_tree(folder);
  REQUIRE(files);
  for (const std::string& name : *files) {
    if (!name.ends_with(".rules")) continue;
    auto text = read_file(join_path(folder, name));
    REQUIRE(text);
    auto read = source::read_ips_rules(
        name, *std::move(text), IpsDialect::Suricata, variables, diagnostics);
    for (IpsRule& rule : read) {
      if (!rule.is_disabled) rules.push_back(std::move(rule));
    }
  }
  return rules;
}

struct Sids final : ips::AlertSink {
  explicit Sids(const ips::Ruleset& given) : ruleset(given) {}
  void alert(const ips::Alert& alert) override {
    const std::uint32_t sid = ruleset.sources()[alert.rule].sid;
    if (!alert.undecided) sids.insert(sid);
    if (const char* shown = std::getenv("SIGCTL_BASELINE_SID")) {
      if (std::to_string(sid) == shown) std::cout << "  record " << alert.record << "\n";
    }
  }
  const ips::Ruleset& ruleset;
  std::set<std::uint32_t> sids;
};

}  // namespace

TEST_CASE("a public rule set alerts on the same captures as in Suricata") {
  std::ifstream baseline(corpora() + "/baseline-etopen-suricata7.jsonl");
  const std::string folder = corpora() + "/rules-suricata/etopen-202404";
  if (!baseline || !is_folder(folder)) {
    std::cout << "skipped: no baseline-etopen-suricata7.jsonl at " << corpora() << "\n";
    return;
  }
  const bool show = std::getenv("SIGCTL_BASELINE_SHOW") != nullptr;
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&start] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<IpsRule> rules = rules_of(folder);
  std::set<std::uint32_t> at_hand;
  for (const IpsRule& rule : rules)
    at_hand.insert(rule.sid);
  if (show) std::cout << rules.size() << " rules read after " << seconds() << " s\n";
  auto cache = TempFolder::create("sigctl-baseline");
  REQUIRE(cache);
  auto ruleset = ips::Ruleset::compile(std::move(rules), {.cache_folder = cache->path()});
  if (!ruleset) FAIL(ruleset.error().message);
  for (const auto& refusal : (*ruleset)->unsupported()) {
    at_hand.erase((*ruleset)->sources()[refusal.number].sid);
    if (show) std::cout << "not run: " << refusal.keyword << ": " << refusal.reason << "\n";
  }
  if (show) std::cout << "compiled after " << seconds() << " s\n";

  size_t expected = 0, found = 0, extra = 0;
  std::map<std::uint32_t, size_t> missing_sids, extra_sids;
  std::string line;
  while (std::getline(baseline, line)) {
    const auto row = nlohmann::json::parse(line);
    const std::string pcap = row["pcap"];
    // Suricata could not read these at all (link types of 802.11 and nflog, several interfaces of
    // different types), so it says nothing about them.
    if (row.value("flows", 0) == 0 && row.value("http", 0) == 0) continue;
    for (const bool midstream : {false, true}) {
      const auto alerts = row.value(midstream ? "alerts_midstream" : "alerts", nlohmann::json());
      if (!alerts.is_object()) continue;
      ips::ScanOptions options;
      options.engine.midstream = midstream;
      Sids sids(**ruleset);
      const auto scanned = ips::scan_capture(corpora() + "/" + pcap, *ruleset, options, sids);
      REQUIRE(scanned);
      std::set<std::uint32_t> wanted;
      for (const auto& [sid, count] : alerts.items()) {
        const auto number = static_cast<std::uint32_t>(std::stoul(sid));
        if (at_hand.count(number) != 0) wanted.insert(number);
      }
      expected += wanted.size();
      std::string text;
      for (const std::uint32_t sid : wanted) {
        if (sids.sids.count(sid) != 0) {
          ++found;
        } else {
          ++missing_sids[sid];
          text += " -" + std::to_string(sid);
        }
      }
      for (const std::uint32_t sid : sids.sids) {
        if (wanted.count(sid) != 0) continue;
        ++extra;
        ++extra_sids[sid];
        text += " +" + std::to_string(sid);
      }
      if (show && !text.empty())
        std::cout << pcap << (midstream ? " midstream" : "") << text << "\n";
    }
  }
  if (show) {
    for (const auto* list : {&missing_sids, &extra_sids}) {
      std::cout << (list == &missing_sids ? "missing:" : "extra:");
      for (const auto& [sid, count] : *list)
        std::cout << " " << sid << "x" << count;
      std::cout << "\n";
    }
  }
  std::cout << "pairs of capture and rule: " << found << " of " << expected << " found, " << extra
            << " extra\n";
  if (show) std::cout << "ended after " << seconds() << " s\n";
  CHECK(found * 100 >= expected * 97);
  CHECK(extra * 100 <= expected * 3);
}

}  // namespace sig
