#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/block_table.h"
#include "daemon/live_rules.h"
#include "daemon/metrics.h"
#include "daemon/options.h"
#include "model/event.h"

namespace sig::daemon {

enum class Outcome { Pass, Alert, Block };
enum class Cause { Nothing, Signature, TimedBlock, Undecided, NoRules, Bypass };

std::string_view to_string(Outcome outcome);
std::string_view to_string(Cause cause);

struct Fired {
  std::uint32_t signature = 0;  ///< index into LoadedRules::signatures()
  Action action = Action::Alert;
};

/// The answer to one request. Points into `rules`; valid until the judge's next verdict.
struct Verdict {
  Outcome outcome = Outcome::Pass;
  Cause cause = Cause::Nothing;
  const LoadedRules* rules = nullptr;       ///< nullptr: none are loaded
  std::vector<Fired> fired;                 ///< sorted by signature
  std::optional<std::uint32_t> decided_by;  ///< index of the signature that the answer names
  std::optional<Block> timed_block;         ///< Cause::TimedBlock
  bool undecided = false;
};

struct Moment {
  Time wall;
  Monotonic steady;
};

/// What all judges of a daemon share; outlives them. Thread-safe.
struct SharedState {
  const DaemonOptions& options;
  LiveRules live;
  BlockTable blocks;
  Metrics metrics;
  SignatureCounters counters;
  std::atomic<bool> bypass_by_command{false};
  std::atomic<bool> bypass_by_file{false};

  explicit SharedState(const DaemonOptions& given) : options(given), blocks(given.max_blocks) {}
  bool is_bypassed() const { return bypass_by_command.load() || bypass_by_file.load(); }
};

/// Turns requests into verdicts with the rules in force. One per worker, one thread; no allocation
/// per request that passes, once warm.
class Judge {
 public:
  Judge(SharedState& shared, unsigned worker)
      : shared_(shared), worker_(worker), reader_(shared.live) {}

  /// `event` holds an HttpExchange and the client's address.
  const Verdict& judge(const Event& event, Moment moment, bool ignores_bypass = false);
  /// Lets go of rules that are no longer in force, also when no request comes.
  const LoadedRules* refresh() { return reader_.current(); }

 private:
  bool answer_without_scan(const Event& event, Moment moment, bool ignores_bypass);
  void collect(LoadedRules& rules, const Event& event, Time wall);
  void decide(const Event& event, Moment moment);
  bool fires_now(LoadedRules& rules, std::uint32_t index, const Event& event, Time wall);
  void start_block(const Event& event, std::uint32_t index, Moment moment);
  void count() const;

  SharedState& shared_;
  unsigned worker_;
  RulesReader reader_;
  Verdict verdict_;
};

}  // namespace sig::daemon
