#pragma once

#include <string>
#include <string_view>

#include "daemon/auth_request.h"
#include "daemon/event_log.h"
#include "daemon/http_head.h"
#include "daemon/judge.h"

namespace sig::daemon {

/// One HTTP answer; reused from request to request.
struct HttpAnswer {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string headers;  ///< more header lines, each with its CRLF
  std::string body;
};

/// What the HTTP port serves: /check, /auth, /metrics and /healthz. One per worker, one thread.
class Service {
 public:
  /// `events` may be nullptr.
  Service(SharedState& shared, EventLog* events, unsigned worker)
      : shared_(shared), events_(events), judge_(shared, worker) {}

  void answer(const HttpHead& head, std::string_view body, const IpAddress& peer, HttpAnswer& out);
  void refresh() { judge_.refresh(); }

 private:
  using Route = void (Service::*)(const HttpHead&, std::string_view, const IpAddress&, HttpAnswer&);
  struct Row {
    std::string_view path;
    std::string_view method;  ///< empty: any
    Route route;
  };
  static const Row rows[4];

  void check(const HttpHead& head, std::string_view body, const IpAddress& peer, HttpAnswer& out);
  void auth(const HttpHead& head, std::string_view body, const IpAddress& peer, HttpAnswer& out);
  void metrics(const HttpHead& head, std::string_view body, const IpAddress& peer, HttpAnswer& out);
  void health(const HttpHead& head, std::string_view body, const IpAddress& peer, HttpAnswer& out);

  const Verdict& judge(Event& event,
                       const std::optional<IpAddress>& claimed,
                       const IpAddress& peer,
                       bool ignores_bypass);
  bool may_show_match(Monotonic now);
  void refuse(int status, const Error& error, HttpAnswer& out);

  SharedState& shared_;
  EventLog* events_;
  Judge judge_;
  AuthRequest auth_request_;
  std::string client_;
  Monotonic shown_since_{};
  int shown_ = 0;
};

}  // namespace sig::daemon
