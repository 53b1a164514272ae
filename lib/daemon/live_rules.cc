#include "daemon/live_rules.h"

#include <utility>

namespace sig::daemon {

void LiveRules::swap(std::shared_ptr<LoadedRules> rules) {
  const std::lock_guard lock(mutex_);
  if (current_) retired_.push_back(std::move(current_));
  current_ = std::move(rules);
  version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<LoadedRules> LiveRules::get() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void LiveRules::free_retired() {
  std::vector<std::shared_ptr<LoadedRules>> unused;
  const std::lock_guard lock(mutex_);
  for (std::shared_ptr<LoadedRules>& rules : retired_) {
    // Readers only copy `current_`, so a count of one cannot rise again.
    if (rules.use_count() == 1) unused.push_back(std::move(rules));
  }
  std::erase(retired_, nullptr);
}

}  // namespace sig::daemon
