#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/bundle.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::pipeline {

/// The folder of sigctl.yaml: `start` or the nearest folder above it that has one.
Result<std::string> find_project(const std::string& start);

/// sigctl.yaml alone; its findings as one Input error that shows the first of them.
Result<Project> load_project(const std::string& start);

/// An environment by its name; a Usage error that lists the known ones.
Result<const Environment*> find_environment(const Project& project, const std::string& name);

/// A project and its signatures, read and checked; findings in diagnostics.
struct Checked {
  Project project;
  std::vector<Signature> signatures;
};
struct CheckRequest {
  std::string folder;              ///< the project, or a folder below it
  std::vector<std::string> paths;  ///< loose files and folders instead
  Time now;
  std::string cache_folder;  ///< compiled databases; empty: none
};
Result<Checked> check_project(const CheckRequest& request, Diagnostics& diagnostics);

/// The same for loose files and folders.
Result<std::vector<Signature>> check_paths(const CheckRequest& request, Diagnostics& diagnostics);

/// The signatures of the newest release of every environment, for the rule on revs; none without
/// git.
std::vector<ManifestSignature> last_released(const Project& project);

/// Paths relative to the root whose content decides what a bundle holds: sigctl.yaml and the
/// sources.
std::vector<std::string> source_paths(const Project& project);

/// Makes `folder` a git repository with a first commit, where it is in none and git knows an
/// author. Returns the commit; "" when there is none.
Result<std::string> start_repository(const std::string& folder);

}  // namespace sig::pipeline
