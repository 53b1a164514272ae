#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace sig::daemon {

using Counter = std::atomic<std::uint64_t>;

/// Upper edges of the latency histogram, in microseconds; one more bucket has no edge.
inline constexpr std::array<std::uint64_t, 14> latency_edges_us{
    25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000};

/// Everything that is counted. Thread-safe; counting costs one relaxed addition.
struct Metrics {
  Counter check_requests{0};
  Counter auth_requests{0};
  Counter bad_requests{0};
  Counter passed{0};
  Counter alerted{0};
  Counter blocked{0};
  Counter blocked_by_time{0};  ///< of blocked: by a block that was running
  Counter undecided{0};
  Counter without_rules{0};
  Counter bypassed{0};
  Counter never_blocked{0};  ///< would have been blocked but for the never_block list
  Counter rate_keys_evicted{0};
  Counter connections_accepted{0};
  Counter connections_refused{0};
  Counter connections_timed_out{0};
  std::atomic<std::int64_t> connections_open{0};
  Counter reloads_ok{0};
  Counter reloads_failed{0};
  Counter events_written{0};
  Counter events_dropped{0};
  std::array<Counter, latency_edges_us.size() + 1> latency{};
  Counter latency_sum_ns{0};

  void count_latency(std::chrono::nanoseconds took);
};

inline void add_one(Counter& counter) {
  counter.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace sig::daemon
