#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/decision.h"
#include "model/evidence.h"
#include "model/project.h"
#include "model/release.h"

namespace sig::pipeline {

struct GateRequest {
  std::string folder;
  std::string environment;
  std::vector<std::string> evidence;  ///< files
  std::string bundle;                 ///< a bundle file; else found by the evidence's digest
  Time now;
};

Result<Decision> gate(const GateRequest& request);

struct PromoteRequest {
  GateRequest gate;
  std::string reason;
  bool dry_run = false;
};

struct Promotion {
  Decision decision;
  std::vector<Release> releases;   ///< made now, oldest first; empty: refused or dry run
  std::optional<Release> already;  ///< the environment runs this bundle already: nothing was done
  std::uint64_t next_number = 0;
};

/// The gate, then the release. An environment before it that asks for nothing is entered on the
/// way.
Result<Promotion> promote(const PromoteRequest& request);

/// Entries of an environment, oldest first.
Result<std::vector<Release>> history(const Project& project, const std::string& environment);

/// A gate as text for policy.json: what was asked when the release was made.
std::string policy_document(const Project& project, const Environment& environment);

}  // namespace sig::pipeline
