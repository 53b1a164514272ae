#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace sig::daemon {

/// Wakes an event loop from another thread (eventfd(2)). Thread-safe.
class WakeUp {
 public:
  WakeUp() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~WakeUp() {
    if (fd_ >= 0) ::close(fd_);
  }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  bool is_open() const { return fd_ >= 0; }
  /// What the loop watches for reading.
  int descriptor() const { return fd_; }

  void signal() const {
    const std::uint64_t one = 1;
    // It fails only when a wake-up waits already.
    [[maybe_unused]] const ssize_t written = ::write(fd_, &one, sizeof one);
  }
  void consume() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(fd_, &count, sizeof count);
  }

 private:
  int fd_;
};

}  // namespace sig::daemon
