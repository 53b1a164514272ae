#pragma once

#include <cstddef>
#include <string_view>

namespace sig::traffic {

/// Where the HTTP/1 message at the front of some bytes ends, if they hold so much of it.
struct HttpFrame {
  size_t head = 0;          ///< of the start line and headers with their blank line
  size_t size = 0;          ///< of the whole message, at most what there is
  size_t missing = 0;       ///< bytes of a body of known length that are not there
  bool has_head = false;    ///< the blank line is there
  bool is_whole = false;    ///< the end is there; never so for a body that lasts until the end
  bool has_length = false;  ///< Content-Length or chunked says where the body ends
  int status = 0;           ///< of a response
};

/// Finds the end by RFC 9112 section 6.3, with LF alone tolerated as line end.
HttpFrame frame_request(std::string_view bytes);
HttpFrame frame_response(std::string_view bytes);

/// "HTTP/1.1" and the like.
bool is_http_version(std::string_view word);
/// Whether the line at the front has a method, a target and a version.
bool begins_with_request(std::string_view bytes);
bool begins_with_response(std::string_view bytes);

}  // namespace sig::traffic
