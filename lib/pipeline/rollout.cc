#include "pipeline/rollout.h"

#include <algorithm>

#include "base/text.h"
#include "bundle/bundle_file.h"
#include "pipeline/build.h"
#include "pipeline/project.h"
#include "promote/release.h"

namespace sig::pipeline {
namespace {

std::vector<EnforcementPoint> points_of(const Project& project, const std::string& environment) {
  std::vector<EnforcementPoint> out;
  for (const EnforcementPoint& point : project.points) {
    if (point.environment == environment) out.push_back(point);
  }
  return out;
}

/// The newest release and its bundle, ready to run.
Result<push::Desired> desired_of(const Project& project, const Environment& environment) {
  const auto history = TRY(promote::read_history(project.root, environment.name));
  if (history.empty()) {
    return refused("nothing was released to " + environment.name + " yet",
                   "type: sigctl promote " + environment.name + " --evidence FILE");
  }
  push::Desired desired{.release = history.back(), .environment = &environment};
  auto content = TRY(promote::read_release_content(project.root, desired.release));
  desired.bundle = TRY(bundle::open_bytes(std::move(content.bundle_bytes), environment.name));
  desired.signatures = TRY(signatures_of(desired.bundle));
  return desired;
}

Result<Rollout> push_to(const Project& project,
                        const Environment& environment,
                        const std::vector<EnforcementPoint>& points,
                        bool dry_run) {
  const push::Desired desired = TRY(desired_of(project, environment));
  Rollout rollout{.release = desired.release,
                  .plan = push::plan(desired, points, push::inspect(points))};
  if (!dry_run) rollout.receipt = push::apply(rollout.plan, desired, points);
  return rollout;
}

}  // namespace

bool EnvironmentStatus::has_drift() const {
  return std::any_of(points.begin(), points.end(), [](const PointStatus& point) {
    return point.drift != observe::Drift::None;
  });
}

Result<Rollout> push(const PushRequest& request) {
  const Project project = TRY(load_project(request.folder));
  const Environment* environment = TRY(find_environment(project, request.environment));
  const std::vector<EnforcementPoint> points = points_of(project, environment->name);
  if (points.empty()) {
    return input_error("no enforcement point belongs to " + quote(environment->name),
                       "add one under enforcement_points: in sigctl.yaml");
  }
  return push_to(project, *environment, points, request.dry_run);
}

Result<Rollback> roll_back(const RollbackRequest& request) {
  const Project project = TRY(load_project(request.folder));
  const Environment* environment = TRY(find_environment(project, request.environment));
  Rollback rollback;
  if (request.dry_run) {
    rollback.release = TRY(promote::rollback_target(project.root, environment->name, request.to));
    return rollback;
  }
  rollback.release = TRY(promote::create_rollback(
      project.root, environment->name, request.to, request.reason, request.now));
  const std::vector<EnforcementPoint> points = points_of(project, environment->name);
  if (!request.push || points.empty()) return rollback;
  Result<Rollout> rollout = push_to(project, *environment, points, false);
  if (rollout) {
    rollback.rollout = std::move(*rollout);
  } else {
    rollback.push_failure = std::move(rollout).error();
  }
  return rollback;
}

Result<std::vector<EnvironmentStatus>> status(const Project& project) {
  std::vector<EnvironmentStatus> out;
  for (const Environment& environment : project.environments) {
    EnvironmentStatus row{.name = environment.name};
    const auto history = TRY(promote::read_history(project.root, environment.name));
    if (!history.empty()) row.release = history.back();
    for (Live& live : push::inspect(points_of(project, environment.name))) {
      const observe::Drift drift = observe::drift_of(live, row.release);
      row.points.push_back({std::move(live), drift});
    }
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace sig::pipeline
