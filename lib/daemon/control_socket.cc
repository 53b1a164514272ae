#include "daemon/control_socket.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "base/text.h"

namespace sig::daemon {
namespace {

constexpr size_t max_connections = 64;
constexpr std::chrono::seconds patience{5};
constexpr size_t max_output = 1U << 20U;

Error failed(std::string_view what, const std::string& path) {
  return io_error(fmt::format("cannot {} {}: {}", what, quote(path, 240), std::strerror(errno)));
}

Status check_folder(const std::string& path) {
  const std::string parent = parent_path(path);
  const std::string folder = parent.empty() ? "." : parent;
  if (!is_folder(folder)) TRY(make_folders(folder, 0700));
  struct stat found {};
  if (::lstat(folder.c_str(), &found) != 0) return failed("look at", folder);
  if (!S_ISDIR(found.st_mode)) {
    return input_error(fmt::format("{} is not a folder (a link is refused)", quote(folder, 240)));
  }
  if (found.st_uid != ::geteuid() && found.st_uid != 0) {
    return refused(fmt::format("{} belongs to uid {}", quote(folder, 240), found.st_uid),
                   "give --socket a path in a folder of your own");
  }
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return refused(fmt::format("{} can be written by others (mode {:04o})",
                               quote(folder, 240),
                               found.st_mode & 07777U),
                   fmt::format("chmod 0700 {}", folder));
  }
  return ok();
}

bool answers(const sockaddr_un& address) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool is_connected =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return is_connected;
}

Status make_way(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return ok();
  if (!S_ISSOCK(found.st_mode)) {
    return refused(fmt::format("{} exists and is not a socket", quote(path, 240)));
  }
  if (answers(address)) {
    return refused(fmt::format("another daemon answers on {}", quote(path, 240)),
                   "stop it, or give --socket another path");
  }
  if (::unlink(path.c_str()) != 0) return failed("remove the stale socket", path);
  return ok();
}

bool is_allowed_peer(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == ::geteuid() || peer.uid == 0;
}

}  // namespace

Result<int> bind_control_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return usage_error(fmt::format("the socket path {} has {} bytes; it may have 1 to {}",
                                   quote(path),
                                   path.size(),
                                   sizeof address.sun_path - 1));
  }
  path.copy(address.sun_path, path.size());
  TRY(check_folder(path));
  TRY(make_way(path, address));
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed("make a socket for", path);
  const mode_t before = ::umask(0177);
  const bool is_bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::umask(before);
  if (is_bound && ::listen(fd, max_connections) == 0) return fd;
  Error error = failed("listen on", path);
  ::close(fd);
  return error;
}

ControlSocket::ControlSocket(std::string path, int fd, event_base* base, Answer answer)
    : path_(std::move(path)),
      base_(base),
      answer_(std::move(answer)),
      listener_(evconnlistener_new(
          base, on_accept, this, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd)) {}

ControlSocket::~ControlSocket() {
  ::unlink(path_.c_str());
}

void ControlSocket::on_accept(
    evconnlistener* /*listener*/, int fd, sockaddr* /*peer*/, int /*size*/, void* self) {
  auto& owner = *static_cast<ControlSocket*>(self);
  // Those that have ended since the last sweep must not stand in the way of this one.
  owner.sweep(std::chrono::steady_clock::now());
  if (owner.connections_.size() >= max_connections || !is_allowed_peer(fd)) {
    ::close(fd);
    return;
  }
  Connection& connection = owner.connections_.emplace_back();
  connection.owner = &owner;
  connection.buffer.reset(bufferevent_socket_new(owner.base_, fd, BEV_OPT_CLOSE_ON_FREE));
  connection.deadline = std::chrono::steady_clock::now() + patience;
  if (!connection.buffer) {
    ::close(fd);
    owner.connections_.pop_back();
    return;
  }
  bufferevent_setwatermark(connection.buffer.get(), EV_READ, 0, max_command_bytes + 1);
  bufferevent_setcb(connection.buffer.get(), on_read, nullptr, on_event, &connection);
  bufferevent_enable(connection.buffer.get(), EV_READ | EV_WRITE);
}

void ControlSocket::on_read(bufferevent* /*buffer*/, void* connection) {
  auto& self = *static_cast<Connection*>(connection);
  self.owner->serve(self);
}

void ControlSocket::on_event(bufferevent* /*buffer*/, short what, void* connection) {
  auto& self = *static_cast<Connection*>(connection);
  // A client that has said all may still wait for its reply.
  if ((what & BEV_EVENT_EOF) != 0) self.has_said_all = true;
  if ((what & BEV_EVENT_ERROR) != 0) self.is_closed = true;
}

void ControlSocket::send(Connection& connection, const std::string& line) {
  evbuffer* output = bufferevent_get_output(connection.buffer.get());
  if (evbuffer_get_length(output) > max_output) {
    connection.is_closed = true;
    return;
  }
  evbuffer_add(output, line.data(), line.size());
  connection.deadline = std::chrono::steady_clock::now() + patience;
}

void ControlSocket::serve(Connection& connection) {
  evbuffer* input = bufferevent_get_input(connection.buffer.get());
  // One command at a time: the next line waits until the reply is out.
  while (!connection.is_closed && connection.token == 0) {
    size_t length = 0;
    const std::unique_ptr<char, FreeWith<std::free>> text(
        evbuffer_readln(input, &length, EVBUFFER_EOL_LF));
    if (!text) {
      if (evbuffer_get_length(input) > max_command_bytes) connection.is_closed = true;
      return;
    }
    const Result<Command> command = parse_command({text.get(), length});
    if (!command) {
      send(connection, error_reply(command.error()));
      continue;
    }
    const std::uint64_t token = next_token_++;
    if (const std::optional<std::string> line = answer_(*command, token)) {
      send(connection, *line);
    } else {
      connection.token = token;
    }
  }
}

void ControlSocket::reply(std::uint64_t token, const std::string& line) {
  for (Connection& connection : connections_) {
    if (connection.token != token || connection.is_closed) continue;
    connection.token = 0;
    send(connection, line);
    serve(connection);
    return;
  }
}

void ControlSocket::sweep(Monotonic now) {
  connections_.remove_if([&](const Connection& connection) {
    if (connection.is_closed) return true;
    if (connection.token != 0) return false;
    const bool is_answered =
        evbuffer_get_length(bufferevent_get_output(connection.buffer.get())) == 0;
    return now >= connection.deadline || (connection.has_said_all && is_answered);
  });
}

}  // namespace sig::daemon
