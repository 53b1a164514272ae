#include "daemon/metrics.h"

#include <algorithm>

namespace sig::daemon {

void Metrics::count_latency(std::chrono::nanoseconds took) {
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count()));
  const auto edge = std::lower_bound(
      latency_edges_us.begin(), latency_edges_us.end(), ns, [](std::uint64_t us, std::uint64_t n) {
        return us * 1000 < n;
      });
  add_one(latency[static_cast<size_t>(edge - latency_edges_us.begin())]);
  latency_sum_ns.fetch_add(ns, std::memory_order_relaxed);
}

}  // namespace sig::daemon
