#include "replay/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sig::replay {

void run_on_workers(std::uint32_t workers,
                    size_t items,
                    const std::function<void(std::uint32_t worker, size_t item)>& work) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&](std::uint32_t worker) {
    try {
      for (size_t item = next.fetch_add(1); item < items; item = next.fetch_add(1)) {
        work(worker, item);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = items;
    }
  };
  const auto threads = static_cast<std::uint32_t>(std::min<size_t>(std::max(workers, 1U), items));
  std::vector<std::jthread> others;
  for (std::uint32_t worker = 1; worker < threads; ++worker)
    others.emplace_back(run, worker);
  run(0);
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sig::replay
