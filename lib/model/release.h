#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/time.h"

namespace sig {

enum class ReleaseKind { Promote, Rollback, Hold, Kill };

/// release.json of the release commit that the annotated tag ENVIRONMENT/NUMBER points to.
struct Release {
  std::string environment;
  std::uint64_t number = 0;
  std::string tag_object;  ///< object id of the annotated tag; known after reading, not in the file
  std::string commit;      ///< likewise
  std::string previous_tag;  ///< object id of the tag ENVIRONMENT/(NUMBER-1); empty for the first
  Digest bundle;
  std::vector<Digest> evidence;
  Digest policy;
  ReleaseKind kind = ReleaseKind::Promote;
  std::uint64_t restores = 0;  ///< Rollback: the number whose bundle it brings back
  std::string source_commit;
  std::string reason;
  std::string who;
  Time when;
};

std::string_view to_string(ReleaseKind kind);

}  // namespace sig
