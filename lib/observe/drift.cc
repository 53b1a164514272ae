#include "observe/drift.h"

namespace sig::observe {

Drift drift_of(const Live& live, const std::optional<Release>& release) {
  if (!live.reachable) return release ? Drift::Unreachable : Drift::None;
  if (!live.bundle) return release ? Drift::RunsNothing : Drift::None;
  const bool is_release = release && live.bundle == release->bundle &&
                          live.environment == release->environment &&
                          live.release == release->number;
  if (!is_release) return Drift::OtherRelease;
  return live.bypass ? Drift::Bypassed : Drift::None;
}

}  // namespace sig::observe
