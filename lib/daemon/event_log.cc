#include "daemon/event_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace sig::daemon {
namespace {

int open_for_append(const std::string& path) {
  if (path == "-") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
}

bool write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<EventLog>> EventLog::open(const std::string& path, Metrics& metrics) {
  const int fd = open_for_append(path);
  if (fd < 0) {
    return io_error(fmt::format("cannot append to {}: {}", quote(path, 240), std::strerror(errno)),
                    "give --events a file in a folder that exists");
  }
  return std::unique_ptr<EventLog>(new EventLog(path, fd, metrics));
}

EventLog::EventLog(std::string path, int fd, Metrics& metrics)
    : path_(std::move(path)), fd_(fd), metrics_(metrics), writer_([this] { run(); }) {}

EventLog::~EventLog() {
  {
    const std::lock_guard lock(mutex_);
    must_end_ = true;
  }
  changed_.notify_one();
  writer_.join();
  ::close(fd_);
}

void EventLog::write(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    if (queued_bytes_ + line.size() > max_queue) {
      add_one(metrics_.events_dropped);
      return;
    }
    queued_bytes_ += line.size();
    queue_.push_back(std::move(line));
  }
  changed_.notify_one();
}

void EventLog::reopen() {
  {
    const std::lock_guard lock(mutex_);
    must_reopen_ = true;
  }
  changed_.notify_one();
}

void EventLog::open_again() {
  const int fd = open_for_append(path_);
  if (fd < 0) return;  // the old file goes on: better than losing lines
  ::close(fd_);
  fd_ = fd;
}

void EventLog::write_batch(const std::deque<std::string>& lines) {
  for (const std::string& line : lines)
    add_one(write_whole(fd_, line) ? metrics_.events_written : metrics_.events_dropped);
}

void EventLog::run() {
  for (;;) {
    std::deque<std::string> lines;
    bool reopens = false;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return must_end_ || must_reopen_ || !queue_.empty(); });
      lines.swap(queue_);
      queued_bytes_ = 0;
      reopens = std::exchange(must_reopen_, false);
      if (must_end_ && lines.empty()) return;
    }
    if (reopens) open_again();
    write_batch(lines);
  }
}

}  // namespace sig::daemon
