#include "daemon/http_connection.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace sig::daemon {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::chrono::milliseconds linger{2000};

std::string_view view(evbuffer* input, size_t bytes) {
  return {reinterpret_cast<const char*>(evbuffer_pullup(input, static_cast<ev_ssize_t>(bytes))),
          bytes};
}

}  // namespace

HttpConnection::HttpConnection(ConnectionShared& shared,
                               event_base* base,
                               int fd,
                               const IpAddress& peer)
    : shared_(shared),
      buffer_(bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE)),
      peer_(peer) {
  set_deadline(shared_.limits.idle);
  if (!buffer_) {
    ::close(fd);
    close();
    return;
  }
  // Reading stops at this many bytes, so that a client cannot fill our memory.
  bufferevent_setwatermark(
      buffer_.get(), EV_READ, 0, shared_.limits.head_bytes + shared_.limits.body_bytes);
  bufferevent_setcb(buffer_.get(), on_read, on_write, on_event, this);
  bufferevent_enable(buffer_.get(), EV_READ | EV_WRITE);
}

void HttpConnection::set_deadline(std::chrono::milliseconds after) {
  deadline_ = std::chrono::steady_clock::now() + after;
}

void HttpConnection::close() {
  if (is_closed_) return;
  is_closed_ = true;
  buffer_.reset();  // libevent keeps it until its own callback is over
  shared_.metrics.connections_open.fetch_sub(1, std::memory_order_relaxed);
}

/// Closing with unread input would reset the connection and could take our last answer with it: end
/// our direction and wait for the client to end its own (RFC 9112 9.6).
void HttpConnection::end_politely() {
  ::shutdown(bufferevent_getfd(buffer_.get()), SHUT_WR);
  set_deadline(linger);
}

bool HttpConnection::is_idle() const {
  return is_closed_ ||
         (!is_reading_ && evbuffer_get_length(bufferevent_get_output(buffer_.get())) == 0);
}

bool HttpConnection::output_is_full() const {
  return evbuffer_get_length(bufferevent_get_output(buffer_.get())) > shared_.limits.output_bytes;
}

void HttpConnection::check_deadline(Monotonic now) {
  if (is_closed_ || now < deadline_) return;
  if (!is_idle()) add_one(shared_.metrics.connections_timed_out);
  close();
}

void HttpConnection::on_read(bufferevent* /*buffer*/, void* self) {
  static_cast<HttpConnection*>(self)->serve();
}

void HttpConnection::on_write(bufferevent* /*buffer*/, void* self) {
  auto& connection = *static_cast<HttpConnection*>(self);
  if (connection.is_closed_) return;
  if (connection.is_ending_) {
    return connection.has_peer_ended_ ? connection.close() : connection.end_politely();
  }
  if (!connection.is_reading_) connection.set_deadline(connection.shared_.limits.idle);
  connection.serve();
}

void HttpConnection::on_event(bufferevent* /*buffer*/, short what, void* self) {
  auto& connection = *static_cast<HttpConnection*>(self);
  constexpr short ended = BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT;
  if ((what & ended) == 0) return;
  // A client may end its own direction first and still read.
  connection.has_peer_ended_ = true;
  const bool has_output = evbuffer_get_length(bufferevent_get_output(connection.buffer_.get())) > 0;
  if (what == (BEV_EVENT_READING | BEV_EVENT_EOF) && has_output) {
    connection.is_ending_ = true;
  } else {
    connection.close();
  }
}

void HttpConnection::serve() {
  while (!is_closed_ && !is_ending_ && !output_is_full()) {
    if (!serve_one()) break;
  }
  if (is_closed_ || !is_ending_) return;
  evbuffer* input = bufferevent_get_input(buffer_.get());
  evbuffer_drain(input, evbuffer_get_length(input));
}

/// True when a request was answered and another may wait.
bool HttpConnection::serve_one() {
  evbuffer* input = bufferevent_get_input(buffer_.get());
  const size_t available = evbuffer_get_length(input);
  if (available == 0 || available < needed_) return false;
  if (!is_reading_) {
    is_reading_ = true;
    set_deadline(shared_.limits.request);
  }
  evbuffer_ptr from{};
  evbuffer_ptr_set(input, &from, searched_, EVBUFFER_PTR_SET);
  const evbuffer_ptr end = evbuffer_search(input, head_end.data(), head_end.size(), &from);
  const bool is_found = end.pos >= 0;
  const size_t head_bytes = is_found ? static_cast<size_t>(end.pos) + head_end.size() : available;
  if (head_bytes > shared_.limits.head_bytes) return refuse(431);
  if (!is_found) {
    searched_ = available - std::min(available, head_end.size() - 1);
    return false;
  }
  HttpHead& head = shared_.head;
  int status = read_http_head(view(input, head_bytes), shared_.limits, head);
  if (status != 0) return refuse(status);
  const size_t whole = head_bytes + static_cast<size_t>(head.content_length);
  if (available < whole) {
    searched_ = head_bytes - head_end.size();
    wait_for_body(whole);
    return false;
  }
  const std::string_view request = view(input, whole);
  // Making the whole contiguous may have moved the head that was read.
  if (whole > head_bytes) {
    status = read_http_head(request.substr(0, head_bytes), shared_.limits, head);
    if (status != 0) return refuse(status);
  }
  shared_.service.answer(head, request.substr(head_bytes), peer_, shared_.answer);
  send_answer(head.keep_alive && !shared_.is_ending);
  evbuffer_drain(input, whole);
  searched_ = needed_ = 0;
  is_reading_ = false;
  return true;
}

void HttpConnection::wait_for_body(size_t whole) {
  const bool is_first = needed_ == 0;
  needed_ = whole;
  if (!is_first || !shared_.head.expects_continue) return;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  bufferevent_write(buffer_.get(), go_on.data(), go_on.size());
}

void HttpConnection::send_answer(bool keeps_open) {
  const HttpAnswer& answer = shared_.answer;
  fmt::memory_buffer head;
  const auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", answer.status, reason_phrase(answer.status));
  if (answer.status != 204) {
    fmt::format_to(
        out, "Content-Type: {}\r\nContent-Length: {}\r\n", answer.content_type, answer.body.size());
  }
  fmt::format_to(out,
                 "{}{}\r\n",
                 answer.headers,
                 keeps_open ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
  evbuffer* output = bufferevent_get_output(buffer_.get());
  evbuffer_add(output, head.data(), head.size());
  evbuffer_add(output, answer.body.data(), answer.body.size());
  set_deadline(shared_.limits.answer);
  is_ending_ = !keeps_open;
}

/// What follows cannot be told from a request: answers and ends the connection.
bool HttpConnection::refuse(int status) {
  add_one(shared_.metrics.bad_requests);
  shared_.answer.status = status;
  shared_.answer.content_type = "application/json";
  shared_.answer.headers.clear();
  shared_.answer.body = fmt::format("{{\"error\":\"{}\"}}\n", reason_phrase(status));
  send_answer(false);
  is_reading_ = false;
  return false;
}

}  // namespace sig::daemon
