#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/options.h"
#include "model/event.h"

namespace sig::daemon {

/// The head of one HTTP/1 request to the daemon: views into the bytes it was read from.
struct HttpHead {
  std::string_view method;
  std::string_view target;
  std::vector<NameValue> headers;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Reads a whole head, `bytes` ending with the empty line. Returns 0, or the status to refuse with
/// (RFC 9112, strictly: no folded lines, no bare CR or LF, no second or odd Content-Length, no
/// transfer coding, so that no two parsers can read two things). `head` is reused.
int read_http_head(std::string_view bytes, const HttpLimits& limits, HttpHead& head);

std::string_view reason_phrase(int status);
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace sig::daemon
