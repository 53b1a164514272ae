#include "pipeline/rollout.h"

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

bool drifts(const push::Live& live, const std::optional<Release>& release) {
  if (!live.reachable) return true;
  if (!release) return false;
  return live.bundle != release->bundle || live.environment != release->environment;
}

}  // namespace

Result<Rollout> push(const PushRequest& request) {
  const Project project = TRY(load_project(request.folder));
  const Environment* environment = project.find_environment(request.environment);
  if (environment == nullptr) {
    return usage_error("there is no environment " + quote(request.environment));
  }
  const std::vector<EnforcementPoint> points = points_of(project, environment->name);
  if (points.empty()) {
    return input_error("no enforcement point belongs to " + quote(environment->name),
                       "add one under enforcement_points: in sigctl.yaml");
  }
  const push::Desired desired = TRY(desired_of(project, *environment));
  Rollout rollout{.release = desired.release,
                  .plan = push::plan(desired, points, push::inspect(points))};
  if (!request.dry_run) rollout.receipt = push::apply(rollout.plan, desired, points);
  return rollout;
}

Result<std::vector<EnvironmentStatus>> status(const Project& project) {
  std::vector<EnvironmentStatus> out;
  for (const Environment& environment : project.environments) {
    EnvironmentStatus row{.name = environment.name};
    const auto history = TRY(promote::read_history(project.root, environment.name));
    if (!history.empty()) row.release = history.back();
    row.points = push::inspect(points_of(project, environment.name));
    for (const push::Live& live : row.points)
      row.has_drift = row.has_drift || drifts(live, row.release);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace sig::pipeline
