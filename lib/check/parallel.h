#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "base/sanitizer.h"

namespace sig::check {

/// Calls work(i) for every i below `number` on a few threads. `work` writes only to what belongs to
/// its own i, so that the outcome does not depend on the number of threads.
template <class Work>
void for_each_index(size_t number, Work&& work) {
  const size_t threads =
      std::min<size_t>({number, std::max(1U, std::thread::hardware_concurrency()), 16});
  if (threads <= 1 || is_sanitized) {
    for (size_t i = 0; i < number; ++i)
      work(i);
    return;
  }
  std::atomic<size_t> next{0};
  std::vector<std::thread> pool;
  for (size_t t = 0; t < threads; ++t) {
    pool.emplace_back([&] {
      for (size_t i = next.fetch_add(1); i < number; i = next.fetch_add(1))
        work(i);
    });
  }
  for (std::thread& thread : pool)
    thread.join();
}

}  // namespace sig::check
