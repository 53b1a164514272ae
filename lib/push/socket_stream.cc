#include "push/socket_stream.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace sig::push {
namespace {

Error failed(std::string_view what, std::string_view peer, int number) {
  return {ErrorKind::Target,
          fmt::format("cannot {} {}: {}", what, peer, std::strerror(number)),
          {},
          {}};
}

}  // namespace

SocketStream::SocketStream(SocketStream&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), peer_(std::move(other.peer_)) {}

SocketStream::~SocketStream() {
  if (fd_ >= 0) ::close(fd_);
}

Status SocketStream::wait(short events, const Deadline& deadline) const {
  pollfd watched{fd_, events, 0};
  for (;;) {
    const int ready = ::poll(&watched, 1, deadline.left_ms());
    if (ready > 0) return ok();
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return failed("wait for", peer_, errno);
    return Error{ErrorKind::Target, fmt::format("{} did not answer in time", peer_), {}, {}};
  }
}

Status SocketStream::connect(const void* address, unsigned size, const Deadline& deadline) {
  if (fd_ < 0) return failed("make a socket for", peer_, errno);
  while (::connect(fd_, static_cast<const sockaddr*>(address), size) != 0) {
    if (errno == EINPROGRESS) break;
    const bool may_retry = errno == EAGAIN || errno == EINTR;
    if (!may_retry || deadline.is_over()) return failed("connect to", peer_, errno);
    // A Unix socket whose queue is full says so at once and cannot be waited for (connect(2)).
    ::poll(nullptr, 0, 10);
  }
  TRY(wait(POLLOUT, deadline));
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) return failed("connect to", peer_, error);
  return ok();
}

Result<SocketStream> SocketStream::connect_unix(const std::string& path, const Deadline& deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return input_error(fmt::format("the socket path {} has {} bytes; it may have 1 to {}",
                                   quote(path),
                                   path.size(),
                                   sizeof address.sun_path - 1));
  }
  path.copy(address.sun_path, path.size());
  SocketStream stream(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                      "the daemon at " + path);
  TRY(stream.connect(&address, sizeof address, deadline));
  return stream;
}

Result<SocketStream> SocketStream::connect_tcp(const IpAddress& ip,
                                               std::uint16_t port,
                                               const Deadline& deadline) {
  // A v4-mapped address reaches IPv4 through an IPv6 socket, so one way serves both.
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  std::memcpy(&v6.sin6_addr, ip.bytes.data(), ip.bytes.size());
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  std::memcpy(&v4.sin_addr, &ip.bytes[12], 4);
  const bool is_v4 = ip.is_v4();
  SocketStream stream(
      ::socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
      fmt::format("{} port {}", ip.text(), port));
  TRY(is_v4 ? stream.connect(&v4, sizeof v4, deadline) : stream.connect(&v6, sizeof v6, deadline));
  return stream;
}

Status SocketStream::send(std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EINTR) {
      TRY(wait(POLLOUT, deadline));
    } else {
      return failed("send to", peer_, errno);
    }
  }
  return ok();
}

void SocketStream::end_sending() {
  ::shutdown(fd_, SHUT_WR);
}

Result<bool> SocketStream::receive(std::string& into, const Deadline& deadline) {
  std::array<char, 16384> buffer{};
  for (;;) {
    TRY(wait(POLLIN, deadline));
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got > 0) into.append(buffer.data(), static_cast<size_t>(got));
    if (got >= 0) return got > 0;
    if (errno != EAGAIN && errno != EINTR) return failed("read from", peer_, errno);
    if (deadline.is_over()) {
      return Error{ErrorKind::Target, fmt::format("{} did not answer in time", peer_), {}, {}};
    }
  }
}

}  // namespace sig::push
