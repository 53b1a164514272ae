#include "daemon/acceptor.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace sig::daemon {
namespace {

constexpr int backlog = 1024;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress socket_address(const IpAddress& ip, std::uint16_t port) {
  SocketAddress out;
  if (ip.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    std::memcpy(&v4->sin_addr, &ip.bytes[12], 4);
    out.size = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    std::memcpy(&v6->sin6_addr, ip.bytes.data(), 16);
    out.size = sizeof *v6;
  }
  return out;
}

IpAddress ip_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return IpAddress::from_v4(reinterpret_cast<const std::uint8_t*>(&v4->sin_addr));
  }
  if (address->sa_family != AF_INET6) return {};
  return IpAddress::from_v6(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr.s6_addr);
}

std::uint16_t port_of(int fd) {
  SocketAddress bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(fd, bound.get(), &bound.size) != 0) return 0;
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bound.storage)->sin_port);
}

Result<int> bind_port(const DaemonOptions& options) {
  const std::optional<IpAddress> ip = parse_ip(options.listen_address);
  if (!ip) {
    return usage_error(fmt::format("{} is no address to listen on", quote(options.listen_address)),
                       "give --listen 127.0.0.1:8600");
  }
  SocketAddress address = socket_address(*ip, options.listen_port);
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  if (fd >= 0 && ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      ::bind(fd, address.get(), address.size) == 0 && ::listen(fd, backlog) == 0) {
    return fd;
  }
  Error error = io_error(fmt::format("cannot listen on {} port {}: {}",
                                     options.listen_address,
                                     options.listen_port,
                                     std::strerror(errno)),
                         "is another sigmatchd running? give --listen another port");
  if (fd >= 0) ::close(fd);
  return error;
}

}  // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::listen(
    SharedState& shared, event_base* base, std::vector<std::unique_ptr<HttpWorker>>& workers) {
  const int fd = TRY(bind_port(shared.options));
  std::unique_ptr<Acceptor> acceptor(new Acceptor(shared, workers));
  const bool is_v6 = shared.options.listen_address.find(':') != std::string::npos;
  const std::string& host = shared.options.listen_address;
  acceptor->address_ = fmt::format("{}:{}", is_v6 ? "[" + host + "]" : host, port_of(fd));
  acceptor->listener_.reset(evconnlistener_new(
      base, on_accept, acceptor.get(), LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd));
  if (!acceptor->listener_) {
    ::close(fd);
    return io_error("cannot watch the listening socket");
  }
  evconnlistener_set_error_cb(acceptor->listener_.get(), on_error);
  return acceptor;
}

void Acceptor::on_accept(
    evconnlistener* /*listener*/, int fd, sockaddr* peer, int /*size*/, void* self) {
  auto& acceptor = *static_cast<Acceptor*>(self);
  Metrics& metrics = acceptor.shared_.metrics;
  const auto open = static_cast<size_t>(std::max<std::int64_t>(0, metrics.connections_open));
  if (open >= acceptor.shared_.options.http.connections) {
    add_one(metrics.connections_refused);
    ::close(fd);
    return;
  }
  add_one(metrics.connections_accepted);
  metrics.connections_open.fetch_add(1, std::memory_order_relaxed);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  acceptor.workers_[acceptor.next_]->take({fd, ip_of(peer)});
  acceptor.next_ = (acceptor.next_ + 1) % acceptor.workers_.size();
}

void Acceptor::on_error(evconnlistener* listener, void* /*self*/) {
  // Out of descriptors: accepting at once again would only spin.
  evconnlistener_disable(listener);
}

void Acceptor::resume() {
  evconnlistener_enable(listener_.get());
}

}  // namespace sig::daemon
