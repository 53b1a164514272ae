#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/project.h"
#include "push/push.h"

namespace sig::pipeline {

struct PushRequest {
  std::string folder;
  std::string environment;
  bool dry_run = false;
};

struct Rollout {
  Release release;
  push::Plan plan;
  std::optional<push::Receipt> receipt;  ///< none in a dry run
};

/// Brings every enforcement point of the environment to its newest release.
Result<Rollout> push(const PushRequest& request);

struct EnvironmentStatus {
  std::string name;
  std::optional<Release> release;  ///< none yet
  std::vector<push::Live> points;
  bool has_drift = false;  ///< a point does not run the release, or cannot be asked
};

Result<std::vector<EnvironmentStatus>> status(const Project& project);

}  // namespace sig::pipeline
