#pragma once

// The real Suricata, where it is installed: loads rules, and reads a capture with them.
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace sig::test {

class RealSuricata {
 public:
  RealSuricata() : folder_(TempFolder::create("sigctl-suricata")) {
    if (!folder_) throw std::runtime_error(folder_.error().message);
  }

  static bool is_installed() {
    const auto version = run_process({"suricata", "-V"});
    return version && version->exit_code == 0 && is_file(config);
  }

  /// What it has against the rules; empty when it loads them all.
  std::string refusal(std::string_view rules) const {
    put("test.rules", rules);
    const auto result = run({"-T", "-S", path("test.rules"), "-l", folder_->path()});
    return result.exit_code == 0 ? "" : result.out + result.err;
  }

  /// Pairs of an alert's sid and each of its two addresses.
  std::set<std::pair<std::uint32_t, std::string>> alerts(std::string_view rules,
                                                         std::string_view capture) const {
    std::set<std::pair<std::uint32_t, std::string>> out;
    for (const auto& event : events(rules, capture)) {
      const std::uint32_t sid = event["alert"]["signature_id"];
      out.emplace(sid, event["src_ip"]);
      out.emplace(sid, event["dest_ip"]);
    }
    return out;
  }

  /// The messages of the alerts.
  std::set<std::string> messages(std::string_view rules, std::string_view capture) const {
    std::set<std::string> out;
    for (const auto& event : events(rules, capture))
      out.insert(event["alert"]["signature"]);
    return out;
  }

 private:
  std::vector<nlohmann::json> events(std::string_view rules, std::string_view capture) const {
    put("run.rules", rules);
    put("run.pcap", capture);
    const auto result = run({"-S",
                             path("run.rules"),
                             "-r",
                             path("run.pcap"),
                             "-l",
                             folder_->path(),
                             "--runmode",
                             "single"});
    if (result.exit_code != 0) throw std::runtime_error(result.out + result.err);
    std::vector<nlohmann::json> out;
    const std::string log = *read_file(path("eve.json"));
    for (const std::string_view line : split(log, '\n')) {
      if (line.empty()) continue;
      auto event = nlohmann::json::parse(line);
      if (event["event_type"] == "alert") out.push_back(std::move(event));
    }
    return out;
  }

  static constexpr const char* config = "/etc/suricata/suricata.yaml";

  std::string path(std::string_view name) const { return join_path(folder_->path(), name); }
  void put(std::string_view name, std::string_view bytes) const {
    if (!write_atomically(path(name), bytes)) throw std::runtime_error("cannot write");
  }
  ProcessResult run(std::vector<std::string> arguments) const {
    std::vector<std::string> words{"suricata", "-c", config};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const auto result = run_process(words, {.timeout = std::chrono::minutes(10)});
    if (!result) throw std::runtime_error(result.error().message);
    return *result;
  }

  Result<TempFolder> folder_;
};

}  // namespace sig::test
