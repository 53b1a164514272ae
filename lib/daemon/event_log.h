#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "daemon/metrics.h"

namespace sig::daemon {

/// Lines written by a thread of their own, so that a slow disk does not hold up a verdict.
/// Thread-safe. Bounded: beyond `max_queue` bytes that wait, lines are dropped and counted.
class EventLog {
 public:
  /// `path` "-" is standard output. The file is made with mode 0640 and only appended to.
  static Result<std::unique_ptr<EventLog>> open(const std::string& path, Metrics& metrics);
  /// Writes what waits, then ends.
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  void write(std::string line);
  /// Before the next line: opens the path anew, for a file that was moved away.
  void reopen();

 private:
  EventLog(std::string path, int fd, Metrics& metrics);
  void run();
  void write_batch(const std::deque<std::string>& lines);
  void open_again();

  static constexpr size_t max_queue = 16U << 20U;

  const std::string path_;
  int fd_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> queue_;
  size_t queued_bytes_ = 0;
  bool must_reopen_ = false;
  bool must_end_ = false;
  std::thread writer_;
};

}  // namespace sig::daemon
