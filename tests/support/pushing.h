#pragma once

#include "push/push.h"
#include "tests/support/daemon_process.h"
#include "tests/support/rules_folder.h"

namespace sig::test {

/// What `sigctl push prod` hands to push: a release, its environment and its bundle.
struct Pushed {
  Environment environment;
  push::Desired desired;

  Pushed(std::vector<Signature> signatures, std::uint64_t number, Mode mode = Mode::Block) {
    environment.name = "prod";
    environment.mode = mode;
    desired.release.environment = "prod";
    desired.release.number = number;
    desired.release.when = *parse_iso8601("2026-11-24T04:00:00Z");
    desired.environment = &environment;
    desired.bundle = bundle_of(signatures);
    desired.release.bundle = desired.bundle.digest;
    desired.signatures = std::move(signatures);
  }
  Pushed(const Pushed&) = delete;
  Pushed& operator=(const Pushed&) = delete;
};

inline EnforcementPoint sigmatchd_point(const std::string& name,
                                        const std::string& folder,
                                        const std::string& socket,
                                        const std::string& url) {
  EnforcementPoint point;
  point.name = name;
  point.driver = "sigmatchd";
  point.environment = "prod";
  point.settings = {{"folder", folder}, {"socket", socket}, {"url", url}};
  point.where = "sigctl.yaml:30";
  return point;
}

inline EnforcementPoint point_of(const DaemonProcess& daemon, const std::string& folder) {
  return sigmatchd_point("edge-match", folder, daemon.socket(), daemon.url_text());
}

/// inspect, plan and apply, as the command does.
inline push::Receipt push_now(const Pushed& pushed, const std::vector<EnforcementPoint>& points) {
  const push::Plan plan = push::plan(pushed.desired, points, push::inspect(points));
  return push::apply(plan, pushed.desired, points);
}

}  // namespace sig::test
