#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "push/http_client.h"
#include "push/socket_stream.h"

namespace sig::test {

/// A client that keeps its connection open from request to request. Any failure throws.
class KeptConnection {
 public:
  explicit KeptConnection(const push::HttpUrl& url)
      : stream_(*push::SocketStream::connect_tcp(url.ip, url.port, patience())) {}

  push::HttpReply ask(const std::string& request) {
    if (!stream_.send(request, patience())) throw std::runtime_error("cannot send");
    push::HttpReply reply;
    std::string bytes;
    for (;;) {
      const auto goes_on = stream_.receive(bytes, patience());
      if (!goes_on) throw std::runtime_error(goes_on.error().message);
      const auto whole = push::parse_http_reply(bytes, !*goes_on, reply);
      if (!whole) throw std::runtime_error(whole.error().message);
      if (*whole) return reply;
    }
  }

  static std::string check_request(const std::string& uri) {
    const std::string body = R"({"method":"GET","uri":")" + uri + R"("})";
    return "POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

 private:
  static push::Deadline patience() { return push::Deadline(std::chrono::seconds(60)); }
  push::SocketStream stream_;
};

/// Threads that ask without a pause until stopped; each reply goes to `judge`, which says whether
/// it is right.
class Load {
 public:
  Load(const push::HttpUrl& url,
       int clients,
       std::vector<std::string> requests,
       std::function<bool(size_t request, const push::HttpReply&)> judge) {
    for (int client = 0; client < clients; ++client) {
      threads_.emplace_back([this, url, requests, judge] {
        try {
          KeptConnection connection(url);
          for (size_t i = 0; !must_end_; i = (i + 1) % requests.size()) {
            const bool is_right = judge(i, connection.ask(requests[i]));
            ++answered_;
            if (!is_right) ++wrong_;
          }
        } catch (const std::exception&) {
          ++failed_;
        }
      });
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() { stop(); }

  void stop() {
    must_end_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  std::uint64_t answered() const { return answered_; }
  std::uint64_t wrong() const { return wrong_; }
  std::uint64_t failed() const { return failed_; }

 private:
  std::atomic<bool> must_end_{false};
  std::atomic<std::uint64_t> answered_{0};
  std::atomic<std::uint64_t> wrong_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::vector<std::thread> threads_;
};

}  // namespace sig::test
