#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "daemon/loaded_rules.h"

namespace sig::daemon {

/// The one place where the rules in force are replaced: in one step, as a whole. Thread-safe.
/// Readers keep a Reader each and take no lock while nothing changes.
class LiveRules {
 public:
  void swap(std::shared_ptr<LoadedRules> rules);
  /// nullptr before the first swap.
  std::shared_ptr<LoadedRules> get() const;
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
  /// Frees sets that no reader holds any more; called by the loading thread, so that no serving
  /// thread pays for it.
  void free_retired();

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<LoadedRules> current_;
  std::vector<std::shared_ptr<LoadedRules>> retired_;
  std::atomic<std::uint64_t> version_{0};
};

/// One thread's hold on the rules in force.
class RulesReader {
 public:
  explicit RulesReader(const LiveRules& live) : live_(live) {}

  /// The rules in force now; they stay whole until this thread's next call. nullptr: none yet.
  LoadedRules* current() {
    const std::uint64_t version = live_.version();
    if (version != version_) {
      rules_ = live_.get();
      version_ = version;
    }
    return rules_.get();
  }

 private:
  const LiveRules& live_;
  std::shared_ptr<LoadedRules> rules_;
  std::uint64_t version_ = 0;
};

}  // namespace sig::daemon
