#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "daemon/control_protocol.h"
#include "daemon/event_handle.h"

namespace sig::daemon {

/// Binds a Unix socket with mode 0600 that only this user and root can reach: its folder (made with
/// mode 0700 where missing) must belong to one of them and be writable by nobody else. A socket
/// that a dead process left is replaced; one that answers is an error. Returns the descriptor.
Result<int> bind_control_socket(const std::string& path);

/// Serves the control protocol in an event loop: one JSON line in, one out. At most 64 connections;
/// a client has five seconds for each line. One thread.
class ControlSocket {
 public:
  /// Answers a command now, or nothing: then reply() follows with the token.
  using Answer = std::function<std::optional<std::string>(const Command&, std::uint64_t token)>;

  ControlSocket(std::string path, int fd, event_base* base, Answer answer);
  /// Removes the socket.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  void reply(std::uint64_t token, const std::string& line);
  /// Closes connections whose time is over; called several times a second.
  void sweep(Monotonic now);

 private:
  struct Connection {
    ControlSocket* owner = nullptr;
    EventBuffer buffer;
    std::uint64_t token = 0;  ///< of the command that waits for its reply; 0: none
    Monotonic deadline;
    bool has_said_all = false;
    bool is_closed = false;
  };

  static void on_accept(evconnlistener* listener, int fd, sockaddr* peer, int size, void* self);
  static void on_read(bufferevent* buffer, void* connection);
  static void on_event(bufferevent* buffer, short what, void* connection);
  void serve(Connection& connection);
  void send(Connection& connection, const std::string& line);

  std::string path_;
  event_base* base_;
  Answer answer_;
  std::uint64_t next_token_ = 1;
  std::list<Connection> connections_;
  EventListener listener_;
};

}  // namespace sig::daemon
