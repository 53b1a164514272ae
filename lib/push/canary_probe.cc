#include "push/canary_probe.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "base/text.h"
#include "model/names.h"
#include "push/canary.h"
#include "push/control_client.h"

namespace sig::push {
namespace {

constexpr std::string_view plain_request = "GET / HTTP/1.1\r\nHost: canary.invalid\r\n\r\n";

Error target_error(std::string message) {
  return {ErrorKind::Target, std::move(message), {}, {}};
}

class Probe {
 public:
  Probe(const ProbeTarget& target, std::string client, const Deadline& deadline)
      : target_(target), client_(std::move(client)), deadline_(deadline) {}

  Result<Json> verdict_on(std::string_view request) const {
    const Json question = {
        {"raw_base64", to_base64(request)}, {"client_ip", client_}, {"ignore_bypass", true}};
    const HttpAsk ask{.method = "POST",
                      .path = "/check",
                      .headers = {{"Content-Type", "application/json"}},
                      .body = json_text(question)};
    const HttpReply reply = TRY(ask_http(target_.url, ask, deadline_));
    if (reply.status != 200) {
      return target_error(fmt::format("the check endpoint answers {}: {}",
                                      reply.status,
                                      visible(trim(std::string_view(reply.body).substr(0, 200)))));
    }
    return parse_json(reply.body, "the verdict", {.bytes = 1U << 20U, .depth = 8});
  }

  /// The canary's client must not stay blocked: the next request would be judged by that.
  Status unblock() const {
    TRY(ask_daemon(target_.socket, {{"command", "unblock"}, {"ip", client_}}, deadline_));
    return ok();
  }

 private:
  const ProbeTarget& target_;
  std::string client_;
  const Deadline& deadline_;
};

bool is_text(const Json& object, const char* key, std::string_view wanted) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() &&
         found->get_ref<const std::string&>() == wanted;
}

/// "block", "alert" or "" for what the verdict says about one signature.
std::string action_of(const Json& verdict, const std::string& signature) {
  const auto all = verdict.find("all");
  if (all == verdict.end() || !all->is_array()) return {};
  for (const Json& fired : *all) {
    if (!fired.is_object() || !is_text(fired, "signature", signature)) continue;
    const auto action = fired.find("action");
    return action != fired.end() && action->is_string() ? action->get<std::string>() : "";
  }
  return {};
}

Status check_bundle(const Json& verdict, const Desired& desired) {
  if (is_text(verdict, "bundle", desired.bundle.digest.hex())) return ok();
  return target_error("the check endpoint answers from another bundle");
}

Status check_canary(const Canary& canary, const Json& verdict) {
  const std::string action = action_of(verdict, canary.signature);
  if (!canary.must_fire) {
    if (action.empty()) return ok();
    return target_error(fmt::format("negative canary: {} fires on its own no_match example",
                                    quote(canary.signature)));
  }
  const std::string wanted(to_string(canary.action));
  if (action == wanted || (canary.may_be_alert && action == "alert")) return ok();
  return target_error(
      fmt::format("positive canary: the example of {} must be answered with {}, "
                  "the daemon says {}",
                  quote(canary.signature),
                  wanted,
                  action.empty() ? "nothing" : action));
}

}  // namespace

Result<std::string> probe_canaries(const ProbeTarget& target,
                                   const Desired& desired,
                                   const Deadline& deadline) {
  const std::optional<IpAddress> client = canary_client(*desired.environment);
  if (!client) return target_error("never_block names every documentation network: no canary left");
  const Probe probe(target, client->text(), deadline);
  TRY(probe.unblock());
  size_t blocked = 0;
  size_t alerted = 0;
  size_t silent = 0;
  for (const Canary& canary : choose_canaries(desired)) {
    const Json verdict = TRY(probe.verdict_on(canary.request));
    TRY(check_bundle(verdict, desired));
    TRY(check_canary(canary, verdict));
    if (is_text(verdict, "verdict", "block")) TRY(probe.unblock());
    ++(!canary.must_fire ? silent : canary.action == Action::Block ? blocked : alerted);
  }
  const Json plain = TRY(probe.verdict_on(plain_request));
  TRY(check_bundle(plain, desired));
  if (is_text(plain, "verdict", "block")) {
    TRY(probe.unblock());
    return target_error("negative canary: a plain GET / is blocked");
  }
  return fmt::format("canaries: {} blocked, {} alerted, {} silent, a plain request passed",
                     blocked,
                     alerted,
                     silent);
}

}  // namespace sig::push
