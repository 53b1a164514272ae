#include "daemon/service.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "daemon/check_request.h"
#include "daemon/event_line.h"
#include "daemon/metrics_text.h"

namespace sig::daemon {
namespace {

/// The slow matcher explains this many events a second and worker, so that a flood of attacks
/// costs no more than a flood of anything else.
constexpr int shown_per_second = 50;

bool is_trusted(const std::vector<Cidr>& trusted, const IpAddress& peer) {
  for (const Cidr& network : trusted) {
    if (network.contains(peer)) return true;
  }
  return false;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

const Service::Row Service::rows[] = {{"/check", "POST", &Service::check},
                                      {"/auth", "", &Service::auth},
                                      {"/metrics", "GET", &Service::metrics},
                                      {"/healthz", "GET", &Service::health}};

void Service::answer(const HttpHead& head,
                     std::string_view body,
                     const IpAddress& peer,
                     HttpAnswer& out) {
  out.status = 200;
  out.content_type = "application/json";
  out.headers.clear();
  out.body.clear();
  const std::string_view path = path_of(head.target);
  for (const Row& row : rows) {
    if (row.path != path) continue;
    if (row.method.empty() || row.method == head.method) {
      return (this->*row.route)(head, body, peer, out);
    }
    out.headers = fmt::format("Allow: {}\r\n", row.method);
    return refuse(405, input_error(fmt::format("{} takes {}", row.path, row.method)), out);
  }
  refuse(404, input_error("there is /check, /auth, /metrics and /healthz"), out);
}

void Service::refuse(int status, const Error& error, HttpAnswer& out) {
  add_one(shared_.metrics.bad_requests);
  out.status = status;
  Json body = {{"error", error.message}};
  if (!error.hint.empty()) body["hint"] = error.hint;
  out.body = json_text(body) + "\n";
}

const Verdict& Service::judge(Event& event,
                              const std::optional<IpAddress>& claimed,
                              const IpAddress& peer,
                              bool ignores_bypass) {
  // Whom we do not trust could have any other client blocked by naming it.
  const bool is_believed = claimed && is_trusted(shared_.options.trusted_peers, peer);
  event.client_ip = is_believed ? *claimed : peer;
  event.client = "-";
  const auto begin = std::chrono::steady_clock::now();
  const Time wall = now();
  event.time = wall;
  const Verdict& verdict = judge_.judge(event, {wall, begin}, ignores_bypass);
  shared_.metrics.count_latency(std::chrono::steady_clock::now() - begin);
  const bool is_event = verdict.outcome != Outcome::Pass;
  if (events_ != nullptr && is_event) {
    events_->write(event_line(verdict, event, wall, may_show_match(begin)));
  }
  return verdict;
}

bool Service::may_show_match(Monotonic now) {
  if (now - shown_since_ >= std::chrono::seconds(1)) {
    shown_since_ = now;
    shown_ = 0;
  }
  return ++shown_ <= shown_per_second;
}

void Service::check(const HttpHead& /*head*/,
                    std::string_view body,
                    const IpAddress& peer,
                    HttpAnswer& out) {
  add_one(shared_.metrics.check_requests);
  Result<CheckRequest> request = CheckRequest::parse(body, shared_.options.http);
  if (!request) return refuse(400, request.error(), out);
  Result<Event> event = request->event();
  if (!event) return refuse(400, event.error(), out);
  out.body = verdict_json(judge(*event, request->client_ip(), peer, request->ignores_bypass()));
}

void Service::auth(const HttpHead& head,
                   std::string_view /*body*/,
                   const IpAddress& peer,
                   HttpAnswer& out) {
  add_one(shared_.metrics.auth_requests);
  if (const Status read = read_auth_request(head.headers, auth_request_); !read) {
    return refuse(400, read.error(), out);
  }
  Event event = event_of(auth_request_);
  const Verdict& verdict = judge(event, auth_request_.client_ip, peer, false);
  out.status = verdict.outcome == Outcome::Block ? 403 : 204;
  if (verdict.rules == nullptr) return;
  fmt::format_to(
      std::back_inserter(out.headers), "X-Sigctl-Bundle: {}\r\n", verdict.rules->bundle_hex);
  if (verdict.decided_by) {
    fmt::format_to(std::back_inserter(out.headers),
                   "X-Sigctl-Signature: {}\r\n",
                   verdict.rules->signatures()[*verdict.decided_by].id);
  }
}

void Service::metrics(const HttpHead& /*head*/,
                      std::string_view /*body*/,
                      const IpAddress& /*peer*/,
                      HttpAnswer& out) {
  out.content_type = "text/plain; version=0.0.4; charset=utf-8";
  out.body = metrics_text(shared_, judge_.refresh());
}

void Service::health(const HttpHead& /*head*/,
                     std::string_view /*body*/,
                     const IpAddress& /*peer*/,
                     HttpAnswer& out) {
  const LoadedRules* rules = judge_.refresh();
  out.status = rules != nullptr ? 200 : 503;
  out.body = json_text(Json{{"rules", rules != nullptr ? Json(rules->release_name) : Json(nullptr)},
                            {"bypass", shared_.is_bypassed()}}) +
             "\n";
}

}  // namespace sig::daemon
