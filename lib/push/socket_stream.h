#pragma once

#include <string>
#include <string_view>

#include "base/ip.h"
#include "base/result.h"
#include "push/deadline.h"

namespace sig::push {

/// A connected stream socket, each operation of which ends by a deadline. One thread.
class SocketStream {
 public:
  static Result<SocketStream> connect_unix(const std::string& path, const Deadline& deadline);
  static Result<SocketStream> connect_tcp(const IpAddress& ip,
                                          std::uint16_t port,
                                          const Deadline& deadline);
  SocketStream(SocketStream&& other) noexcept;
  SocketStream& operator=(SocketStream&&) = delete;
  ~SocketStream();

  Status send(std::string_view bytes, const Deadline& deadline);
  /// Says that nothing more will be sent; answers still come.
  void end_sending();
  /// Appends what has come; false at the end of the stream.
  Result<bool> receive(std::string& into, const Deadline& deadline);

 private:
  SocketStream(int fd, std::string peer) : fd_(fd), peer_(std::move(peer)) {}
  Status wait(short events, const Deadline& deadline) const;
  Status connect(const void* address, unsigned size, const Deadline& deadline);

  int fd_ = -1;
  std::string peer_;  ///< for messages
};

}  // namespace sig::push
