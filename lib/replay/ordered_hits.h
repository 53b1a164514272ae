#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "replay/replay.h"

namespace sig::replay {

/// Hands hits of items that run at once to one receiver, in the order of the items. Hits of later
/// items wait; where more than `limit` bytes would wait for one item, its thread does. The first
/// item that is not finished never waits, so that all get on. Thread-safe.
class OrderedHits {
 public:
  OrderedHits(size_t items, std::function<void(const HitEvent&)> receiver, size_t limit);

  void add(size_t item, HitEvent hit);
  void finish(size_t item);

 private:
  struct Waiting {
    std::deque<HitEvent> hits;
    size_t bytes = 0;
    bool is_finished = false;
  };
  void hand_over(Waiting& waiting);

  std::function<void(const HitEvent&)> receiver_;
  size_t limit_;
  std::mutex mutex_;
  std::condition_variable turn_;
  size_t first_ = 0;  ///< not finished
  std::vector<Waiting> items_;
};

}  // namespace sig::replay
