#pragma once

#include <string>
#include <vector>

#include "model/release.h"
#include "promote/release.h"
#include "repo/repository.h"

namespace sig::promote {

/// Where things stand in the tree of a release commit.
inline const std::string release_path = "release.json";
inline const std::string bundle_path = "bundle.sigctl";
inline const std::string policy_path = "policy.json";
inline std::string evidence_path(size_t index) {
  return "evidence/" + std::to_string(index + 1) + ".json";
}

inline std::string tag_prefix(const std::string& environment) {
  return "refs/tags/" + environment + "/";
}

Result<std::vector<Release>> read_history(const repo::Repository& repository,
                                          const std::string& environment);
Result<ReleaseContent> read_release_content(const repo::Repository& repository,
                                            const Release& release);

}  // namespace sig::promote
