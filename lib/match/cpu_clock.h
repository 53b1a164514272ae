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

/// CPU time of this thread since it was made; for costs in reports alone.
class ThreadCpuClock {
 public:
  ThreadCpuClock() : start_(now()) {}
  std::uint64_t ns() const { return now() - start_; }

 private:
  static std::uint64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1000000000ULL +
           static_cast<std::uint64_t>(time.tv_nsec);
  }
  std::uint64_t start_;
};

}  // namespace sig::match
