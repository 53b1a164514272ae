#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/bundle.h"
#include "model/id_lock.h"
#include "model/project.h"

namespace sig::pipeline {

struct BuildRequest {
  std::string folder;  ///< the project, or a folder below it
  std::string output;
  Time now;
  std::string cache_folder;  ///< compiled databases; empty: none
  bool is_locked = false;    ///< refuse where ids.lock lacks numbers, in place of adding them
};

struct Built {
  SealedBundle bundle;
  std::vector<NewIds> new_ids;  ///< lines that were added to ids.lock
};

/// read -> check -> compile -> seal, and a copy in the project's store, so that evidence and gates
/// find the bundle by its digest. Numbers that ids.lock lacks are added to it before the bundle is
/// written; its lines are never changed. Findings in diagnostics; with errors nothing is written.
Result<Built> build(const BuildRequest& request, Diagnostics& diagnostics);

/// A bundle of the project by digest: from its store, else from the releases of its environments.
Result<SealedBundle> find_bundle(const Project& project, const Digest& digest);

/// Keeps a bundle in the project's store.
Status store_bundle(const Project& project, const SealedBundle& bundle);

/// The signatures that a bundle holds for the built-in matcher.
Result<std::vector<Signature>> signatures_of(const SealedBundle& bundle);

}  // namespace sig::pipeline
