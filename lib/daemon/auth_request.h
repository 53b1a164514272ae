#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "model/event.h"

namespace sig::daemon {

/// A subrequest of nginx's auth_request: the original request without its body
/// (ngx_http_auth_request_module; the location that makes it is in schemas/sigmatchd.md).
struct AuthRequest {
  std::string_view method;
  std::string_view uri;
  std::optional<IpAddress> client_ip;  ///< X-Real-IP
  std::vector<NameValue> headers;      ///< the original ones
};

/// Takes the original request out of the subrequest's headers. `request` is reused; views into
/// `headers`. An error names the header that is missing, doubled or wrong.
Status read_auth_request(const std::vector<NameValue>& headers, AuthRequest& request);

Event event_of(const AuthRequest& request);

}  // namespace sig::daemon
