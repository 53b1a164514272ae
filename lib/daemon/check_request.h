#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "daemon/judge.h"
#include "model/event.h"
#include "traffic/event_source.h"

namespace sig::daemon {

/// The body of POST /check (schemas/check_request.schema.json): a request in its parts, or as raw
/// HTTP/1 bytes that are read as an example of a signature is. Owns its texts; strict.
class CheckRequest {
 public:
  static Result<CheckRequest> parse(std::string_view json, const HttpLimits& limits);

  /// The request as an event. Views into this object; an error when raw bytes hold no request.
  Result<Event> event();
  const std::optional<IpAddress>& client_ip() const { return client_ip_; }
  /// The caller wants to know what the rules say although the bypass is on.
  bool ignores_bypass() const { return ignores_bypass_; }

 private:
  std::string raw_;
  std::string method_;
  std::string uri_;
  std::string version_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::vector<NameValue> header_views_;
  std::string body_;
  std::optional<IpAddress> client_ip_;
  bool ignores_bypass_ = false;
  std::unique_ptr<traffic::EventSource> source_;
};

/// The answer of POST /check (schemas/check_verdict.schema.json), one line.
std::string verdict_json(const Verdict& verdict);

}  // namespace sig::daemon
