#pragma once

#include <string>

#include "promote/release.h"
#include "tests/support/git_repository.h"

namespace sig::test {

inline constexpr Time release_time{1764000000LL * 1000000000};

inline promote::NewRelease a_release(const std::string& bundle,
                                     std::optional<std::uint64_t> after = {}) {
  return {.environment = "prod",
          .content = {.bundle_bytes = "bundle " + bundle,
                      .evidence_texts = {"{\"evidence\": \"" + bundle + "\"}"},
                      .policy_text = "{\"policy\": 1}"},
          .reason = "ticket 42",
          .when = release_time,
          .after = after};
}

/// Makes the release and fails the test where that fails.
inline Release made(const GitRepository& git, const promote::NewRelease& wanted) {
  const auto release = promote::create_release(git.path(), wanted);
  INFO((release ? "" : release.error().message));
  REQUIRE(release);
  return *release;
}

}  // namespace sig::test
