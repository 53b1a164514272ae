#pragma once

#include <time.h>

#include <cstdint>

namespace sig::match {

/// CPU time of this process, for measuring in bounded children only; no result depends on a clock.
inline std::uint64_t process_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000ULL +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace sig::match
