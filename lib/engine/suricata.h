#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace sig::engine {

/// Suricata 7 as it is installed: its configuration is made anew in a folder of one's own, so that
/// nothing of the machine's decides. Its exit code proves nothing; what it says it loaded and read
/// does. Safe for use by several threads.
class Suricata {
 public:
  /// Finds the program (a name on PATH or a path); an error says what to type when it is not there.
  static Result<Suricata> find(const std::string& program = "suricata");

  const std::string& version() const { return version_; }

  /// `suricata -T`: which rules it takes. An error when it does not say.
  Result<RuleTest> test_rules(const EngineRules& rules) const;

  struct ReplayOptions {
    bool midstream = true;
    bool verify_checksums = false;
  };
  /// `suricata -r` over one capture. An error unless all rules were loaded, none failed, and it
  /// says how many packets it read.
  Result<CaptureReport> replay(const EngineRules& rules,
                               const std::string& capture,
                               const ReplayOptions& options) const;

 private:
  Suricata(std::string program, std::string version)
      : program_(std::move(program)), version_(std::move(version)) {}
  std::string program_;
  std::string version_;
};

/// What `suricata -T` printed, read. `rules` is the name of the file that it was given; lines are
/// 1-based there.
RuleTest read_rule_test(std::string_view output, std::string_view rules_file);

/// The alerts and flows of eve.json (a JSON document a line). Damaged lines are an error: the run
/// proves nothing then.
Result<CaptureReport> read_eve(std::string_view text);

/// Its configuration as text.
std::string suricata_configuration(const EngineRules& rules, const std::string& folder);

}  // namespace sig::engine
