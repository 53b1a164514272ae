#include "daemon/auth_request.h"

#include <fmt/format.h>

#include "base/text.h"
#include "daemon/http_head.h"

namespace sig::daemon {
namespace {

constexpr std::string_view method_header = "X-Original-Method";
constexpr std::string_view uri_header = "X-Original-URI";
constexpr std::string_view client_header = "X-Real-IP";

/// nginx makes these for the subrequest itself; the client did not send them.
bool is_of_subrequest(std::string_view name) {
  return equals_ignoring_case(name, "connection") || equals_ignoring_case(name, "content-length");
}

Status take(std::string_view name, std::string_view value, std::string_view& into) {
  if (into.data() != nullptr) {
    return input_error(fmt::format("the subrequest has two {} headers", name),
                       "set it with proxy_set_header, which replaces the client's");
  }
  into = value;
  return ok();
}

}  // namespace

Status read_auth_request(const std::vector<NameValue>& headers, AuthRequest& request) {
  std::string_view client;
  request.method = {};
  request.uri = {};
  request.client_ip.reset();
  request.headers.clear();
  for (const NameValue& header : headers) {
    if (equals_ignoring_case(header.name, method_header)) {
      TRY(take(method_header, header.value, request.method));
    } else if (equals_ignoring_case(header.name, uri_header)) {
      TRY(take(uri_header, header.value, request.uri));
    } else if (equals_ignoring_case(header.name, client_header)) {
      TRY(take(client_header, header.value, client));
    } else if (!is_of_subrequest(header.name)) {
      request.headers.push_back(header);
    }
  }
  if (request.method.empty() || request.uri.empty()) {
    return input_error(
        fmt::format("the subrequest has no {}", request.uri.empty() ? uri_header : method_header),
        "see schemas/sigmatchd.md for the nginx location");
  }
  if (!client.empty()) {
    request.client_ip = parse_ip(client);
    if (!request.client_ip) {
      return input_error(fmt::format("{} {} is no address", client_header, quote(client)));
    }
  }
  return ok();
}

Event event_of(const AuthRequest& request) {
  Event event;
  event.what = HttpExchange{
      .request = {.method = request.method, .uri = request.uri, .headers = request.headers}};
  event.record = 1;
  return event;
}

}  // namespace sig::daemon
