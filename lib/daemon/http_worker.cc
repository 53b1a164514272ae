#include "daemon/http_worker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sig::daemon {
namespace {

constexpr timeval tick{0, 200000};
constexpr std::chrono::seconds drain_time{2};

}  // namespace

HttpWorker::HttpWorker(SharedState& shared, EventLog* events, unsigned number)
    : service_(shared, events, number),
      connection_shared_{service_, shared.metrics, shared.options.http, {}, {}, false},
      base_(event_base_new()) {}

Result<std::unique_ptr<HttpWorker>> HttpWorker::start(SharedState& shared,
                                                      EventLog* events,
                                                      unsigned number) {
  std::unique_ptr<HttpWorker> worker(new HttpWorker(shared, events, number));
  TRY(worker->prepare());
  worker->thread_ = std::thread([raw = worker.get()] { event_base_dispatch(raw->base_.get()); });
  return worker;
}

Status HttpWorker::prepare() {
  if (!base_ || !wake_up_.is_open()) {
    return io_error(fmt::format("cannot make an event loop: {}", std::strerror(errno)));
  }
  wake_event_.reset(
      event_new(base_.get(), wake_up_.descriptor(), EV_READ | EV_PERSIST, on_wake, this));
  tick_event_.reset(event_new(base_.get(), -1, EV_PERSIST, on_tick, this));
  if (!wake_event_ || !tick_event_ || event_add(wake_event_.get(), nullptr) != 0 ||
      event_add(tick_event_.get(), &tick) != 0) {
    return io_error("cannot watch the events of a worker");
  }
  return ok();
}

HttpWorker::~HttpWorker() {
  drain();
  connections_.clear();
  for (const Accepted& accepted : handed_)
    ::close(accepted.fd);
  wake_event_.reset();
  tick_event_.reset();
}

void HttpWorker::take(const Accepted& accepted) {
  {
    const std::lock_guard lock(handed_mutex_);
    handed_.push_back(accepted);
  }
  wake_up_.signal();
}

void HttpWorker::begin_drain() {
  is_draining_ = true;
  wake_up_.signal();
}

void HttpWorker::drain() {
  if (!thread_.joinable()) return;
  begin_drain();
  thread_.join();
}

void HttpWorker::on_wake(int /*fd*/, short /*what*/, void* self) {
  auto& worker = *static_cast<HttpWorker*>(self);
  worker.wake_up_.consume();
  worker.accept_handed();
  if (worker.is_draining_) worker.sweep();
}

void HttpWorker::on_tick(int /*fd*/, short /*what*/, void* self) {
  static_cast<HttpWorker*>(self)->sweep();
}

void HttpWorker::accept_handed() {
  std::vector<Accepted> handed;
  {
    const std::lock_guard lock(handed_mutex_);
    handed.swap(handed_);
  }
  for (const Accepted& accepted : handed)
    connections_.emplace_back(connection_shared_, base_.get(), accepted.fd, accepted.peer);
}

void HttpWorker::sweep() {
  const Monotonic now = std::chrono::steady_clock::now();
  if (is_draining_ && !connection_shared_.is_ending) {
    connection_shared_.is_ending = true;
    drain_deadline_ = now + drain_time;
  }
  for (auto connection = connections_.begin(); connection != connections_.end();) {
    connection->check_deadline(now);
    if (connection_shared_.is_ending && connection->is_idle()) connection->close();
    connection = connection->is_closed() ? connections_.erase(connection) : std::next(connection);
  }
  if (connection_shared_.is_ending && (connections_.empty() || now >= drain_deadline_)) {
    event_base_loopbreak(base_.get());
    return;
  }
  service_.refresh();
}

}  // namespace sig::daemon
