#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/bundle.h"
#include "model/decision.h"
#include "model/evidence.h"
#include "model/project.h"
#include "model/release.h"

namespace sig::promote {

/// All that a gate may look at; it asks no clock, file or repository.
struct GateFacts {
  const Project* project = nullptr;
  const Environment* environment = nullptr;
  BundleManifest bundle;
  Digest bundle_digest;
  std::vector<Evidence> evidence;
  std::vector<Digest>
      pinned_manifests;  ///< digests of corpus.yaml files as they are now, any order
  std::optional<Release>
      in_previous;  ///< the release that put this bundle into `environment->after`
  std::vector<ManifestSignature> last_release;  ///< of this environment; empty: none yet
  /// Evidence that the last release of this environment holds; for no_new_benign_blocks.
  std::vector<Evidence> last_evidence;
  std::uint32_t approvals = 0;
  std::vector<std::string> expired;  ///< ids whose review_by is past: they only alert
  std::string tool_version;          ///< of this tool and its matcher; evidence by others is stale
  std::string engine_version;
  Time now;
};

/// Policy x evidence -> pass, fail or not enough evidence. Pure. Missing data is never a pass. The
/// reasons come in a fixed order; their codes are listed in schemas/decision.md.
Decision decide(const GateFacts& facts);

}  // namespace sig::promote
