#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/project.h"
#include "observe/drift.h"
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

struct RollbackRequest {
  std::string folder;
  std::string environment;
  std::optional<std::uint64_t> to;
  std::string reason;
  bool dry_run = false;
  bool push = true;  ///< to the enforcement points too
  Time now;
};

struct Rollback {
  Release release;                 ///< the new entry; in a dry run the one that it would bring back
  std::optional<Rollout> rollout;  ///< where it was pushed
  std::optional<Error> push_failure;  ///< the entry is made, and nothing could be pushed
};

/// A new entry with older content, then the push of it.
Result<Rollback> roll_back(const RollbackRequest& request);

struct PointStatus {
  Live live;
  observe::Drift drift = observe::Drift::None;
};

struct EnvironmentStatus {
  std::string name;
  std::optional<Release> release;  ///< none yet
  std::vector<PointStatus> points;
  bool has_drift() const;
};

Result<std::vector<EnvironmentStatus>> status(const Project& project);

}  // namespace sig::pipeline
