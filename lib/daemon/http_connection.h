#pragma once

#include <string>

#include "daemon/event_handle.h"
#include "daemon/service.h"

namespace sig::daemon {

/// What the connections of one worker share. Outlives them.
struct ConnectionShared {
  Service& service;
  Metrics& metrics;
  const HttpLimits& limits;
  HttpHead head;
  HttpAnswer answer;
  bool is_ending = false;  ///< answers close the connection
};

/// One client's connection: HTTP/1.1 with keep-alive and pipelining over a libevent buffer. We read
/// requests ourselves because evhttp of libevent 2.1.12 has neither a cap on connections nor a
/// deadline that a client who sends one byte at a time cannot push on. One thread.
class HttpConnection {
 public:
  HttpConnection(ConnectionShared& shared, event_base* base, int fd, const IpAddress& peer);

  bool is_closed() const { return is_closed_; }
  /// No request is being read or answered.
  bool is_idle() const;
  /// Closes the connection when its deadline has passed.
  void check_deadline(Monotonic now);
  void close();

 private:
  static void on_read(bufferevent* buffer, void* self);
  static void on_write(bufferevent* buffer, void* self);
  static void on_event(bufferevent* buffer, short what, void* self);

  void serve();
  bool serve_one();
  void wait_for_body(size_t whole);
  void send_answer(bool keeps_open);
  bool refuse(int status);
  void end_politely();
  void set_deadline(std::chrono::milliseconds after);
  bool output_is_full() const;

  ConnectionShared& shared_;
  EventBuffer buffer_;
  IpAddress peer_;
  Monotonic deadline_;
  size_t searched_ = 0;      ///< bytes of the input in which no end of head was found
  size_t needed_ = 0;        ///< bytes of the whole request, once its head was read
  bool is_reading_ = false;  ///< a request has begun
  bool is_ending_ = false;   ///< the last answer is on its way; what still comes is thrown away
  bool has_peer_ended_ = false;
  bool is_closed_ = false;
};

}  // namespace sig::daemon
