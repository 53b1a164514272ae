#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "push/deadline.h"

namespace sig::push {

/// "http://127.0.0.1:8600/check" in its parts. Only plain HTTP to an address: the daemon listens on
/// loopback, and a name could lead anywhere.
struct HttpUrl {
  IpAddress ip;
  std::uint16_t port = 80;
  std::string host;  ///< for the Host header
  std::string path;
};

Result<HttpUrl> parse_http_url(std::string_view url);

struct HttpReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
};

struct HttpAsk {
  std::string method = "GET";
  std::string path;  ///< the target
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// One request on a fresh connection (HTTP/1.1, RFC 9112; answers framed by Content-Length or by
/// the end of the connection). A reply over 1 MiB or one that comes too slowly is an error.
Result<HttpReply> ask_http(const HttpUrl& url, const HttpAsk& ask, const Deadline& deadline);

/// Reads a whole reply; `is_closed`: nothing follows. Nothing when more must come.
Result<bool> parse_http_reply(std::string_view bytes, bool is_closed, HttpReply& reply);

}  // namespace sig::push
