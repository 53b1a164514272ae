#pragma once

#include <functional>
#include <mutex>

#include "replay/replay.h"

namespace sig::replay {

/// Sums the progress of all threads and passes it on, one call at a time. Thread-safe.
class ProgressMeter {
 public:
  ProgressMeter(std::function<void(const Progress&)> receiver, std::uint64_t bytes_total)
      : receiver_(std::move(receiver)) {
    sum_.bytes_total = bytes_total;
  }

  void add(std::uint64_t bytes, std::uint64_t units) {
    if (!receiver_) return;
    const std::lock_guard lock(mutex_);
    sum_.bytes_done += bytes;
    sum_.units += units;
    receiver_(sum_);
  }

 private:
  std::function<void(const Progress&)> receiver_;
  std::mutex mutex_;
  Progress sum_;
};

}  // namespace sig::replay
