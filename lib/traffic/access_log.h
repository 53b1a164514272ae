#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip.h"
#include "base/time.h"

namespace sig::traffic {

/// One line of an access log as views of it, escapes not undone; "-" fields are empty.
struct AccessLogLine {
  std::string_view vhost;
  std::string_view client;  ///< address or host name
  std::optional<IpAddress> client_ip;
  std::string_view user;
  std::optional<Time> time;
  std::string_view request;  ///< between the quotes
  int status = 0;            ///< 0 when the line does not say
  std::string_view referer;
  std::string_view user_agent;
  std::string_view forwarded_for;  ///< nginx's "main" format: a quoted address behind the agent
};

/// Reads a line of the Common Log Format, Apache's combined and vhost_combined, nginx's combined
/// and main; more behind those is ignored. Nothing when it is none: there must be a client, a time
/// in brackets and a quoted request.
std::optional<AccessLogLine> parse_access_log_line(std::string_view line);

/// A request line in three words; `method` is empty where `line` has not the shape of one and the
/// whole of it is in `target`.
struct RequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;
};
RequestLine split_request_line(std::string_view line);

}  // namespace sig::traffic
