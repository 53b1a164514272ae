#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "daemon/http_connection.h"
#include "daemon/wake_up.h"

namespace sig::daemon {

/// A connection that the acceptor hands to a worker.
struct Accepted {
  int fd = -1;
  IpAddress peer;
};

/// One thread that serves its share of the connections with an event loop of its own.
class HttpWorker {
 public:
  static Result<std::unique_ptr<HttpWorker>> start(SharedState& shared,
                                                   EventLog* events,
                                                   unsigned number);
  /// Ends at once; drain() first to let answers out.
  ~HttpWorker();
  HttpWorker(const HttpWorker&) = delete;
  HttpWorker& operator=(const HttpWorker&) = delete;

  /// From another thread: takes over the descriptor.
  void take(const Accepted& accepted);
  /// From another thread: closes idle connections and lets the others finish for up to two seconds.
  void begin_drain();
  /// The same, and waits for the thread to end.
  void drain();

 private:
  HttpWorker(SharedState& shared, EventLog* events, unsigned number);
  Status prepare();
  static void on_wake(int fd, short what, void* self);
  static void on_tick(int fd, short what, void* self);
  void accept_handed();
  void sweep();

  Service service_;
  ConnectionShared connection_shared_;
  EventBase base_;
  EventTimer wake_event_;
  EventTimer tick_event_;
  WakeUp wake_up_;
  std::list<HttpConnection> connections_;
  Monotonic drain_deadline_{};
  std::mutex handed_mutex_;
  std::vector<Accepted> handed_;
  std::atomic<bool> is_draining_{false};
  std::thread thread_;
};

}  // namespace sig::daemon
