#pragma once

#include <functional>
#include <string>

#include "daemon/event_handle.h"
#include "daemon/http_worker.h"

namespace sig::daemon {

/// Accepts the connections of the HTTP port in one event loop and deals them out to the workers in
/// turn; at the limit a new one is closed at once, counted. One thread.
class Acceptor {
 public:
  /// Binds and listens; the workers outlive the acceptor.
  static Result<std::unique_ptr<Acceptor>> listen(
      SharedState& shared, event_base* base, std::vector<std::unique_ptr<HttpWorker>>& workers);

  /// "127.0.0.1:8600", with the port that the system chose where it was 0.
  const std::string& address() const { return address_; }
  /// Accepts again after the system had no descriptor left; called several times a second.
  void resume();

 private:
  Acceptor(SharedState& shared, std::vector<std::unique_ptr<HttpWorker>>& workers)
      : shared_(shared), workers_(workers) {}
  static void on_accept(evconnlistener* listener, int fd, sockaddr* peer, int size, void* self);
  static void on_error(evconnlistener* listener, void* self);

  SharedState& shared_;
  std::vector<std::unique_ptr<HttpWorker>>& workers_;
  size_t next_ = 0;
  std::string address_;
  EventListener listener_;
};

}  // namespace sig::daemon
