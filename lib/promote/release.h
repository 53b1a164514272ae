#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/bundle.h"
#include "model/release.h"

namespace sig::promote {

/// What a release commit's tree holds beside release.json.
struct ReleaseContent {
  std::string bundle_bytes;                 ///< bundle.sigctl
  std::vector<std::string> evidence_texts;  ///< evidence/1.json, ...
  std::string policy_text;                  ///< policy.json: the policy as applied
};

struct NewRelease {
  std::string environment;
  ReleaseKind kind = ReleaseKind::Promote;
  std::uint64_t restores = 0;
  ReleaseContent content;
  std::string source_commit;  ///< what the bundle was compiled from, a parent; empty: HEAD
  std::string reason;
  Time when;
  /// The newest release that the decision looked at, 0 for none. When there is another one by now,
  /// the release is refused as a lost race. Not set: whatever is the newest.
  std::optional<std::uint64_t> after;
};

/// All entries of an environment, oldest first, each checked: the tag is annotated, its name equals
/// the ref's, numbers have no gap, each names its predecessor's tag object. What does not hold is
/// an error that says which entry and what to type.
Result<std::vector<Release>> read_history(const std::string& repository,
                                          const std::string& environment);

/// The bundle, evidence and policy that a release holds, read from its commit without a checkout
/// and checked against the digests in release.json.
Result<ReleaseContent> read_release_content(const std::string& repository, const Release& release);

/// Writes blobs, tree, release commit (parents: the previous release of the environment and the
/// source commit) and tag object, then creates refs/tags/ENVIRONMENT/N by compare-and-swap against
/// "absent": the only commit point. Losing the race is Refused and says who won.
Result<Release> create_release(const std::string& repository, const NewRelease& release);

/// The rollback entry: a new, higher number with the bytes of release `to`, read from its commit
/// and checked; nothing is rebuilt. By default the newest older release whose bundle differs; what
/// earlier rollbacks went back from does not count, so that a second rollback goes further back.
Result<Release> create_rollback(const std::string& repository,
                                const std::string& environment,
                                std::optional<std::uint64_t> to,
                                const std::string& reason,
                                Time when);

/// The release that create_rollback would bring back.
Result<Release> rollback_target(const std::string& repository,
                                const std::string& environment,
                                std::optional<std::uint64_t> to);

/// The commit of HEAD, and whether the work tree differs from it (untracked files count) in any of
/// `paths`: files and folders relative to `folder`.
struct SourceState {
  std::string commit;  ///< empty: no commit yet
  bool is_dirty = false;
  std::vector<std::string> changes;  ///< "modified signatures/a.yaml", capped at 20
};
Result<SourceState> source_state(const std::string& folder, const std::vector<std::string>& paths);

/// Makes a git repository in `folder` unless it is inside one, and, where an author is configured
/// and a repository was made, commits all files with `message`. Returns the commit, or "" when none
/// was made.
Result<std::string> init_repository(const std::string& folder, const std::string& message);

}  // namespace sig::promote
