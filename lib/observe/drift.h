#pragma once

#include <optional>

#include "model/live.h"
#include "model/release.h"

namespace sig::observe {

/// How a point stands to what its environment released last.
enum class Drift {
  None,          ///< it runs the release, or nothing was released and it runs nothing
  Unreachable,   ///< it cannot be asked
  RunsNothing,   ///< there is a release, and it runs none
  OtherRelease,  ///< another bundle, another entry of the history, or one though nothing was
                 ///< released
  Bypassed,      ///< it runs the release and blocks nothing
};

/// Pure. `release`: the newest of the environment, none when nothing was released yet; then a point
/// that does not answer has not drifted.
Drift drift_of(const Live& live, const std::optional<Release>& release);

}  // namespace sig::observe
