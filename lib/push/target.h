#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "push/push.h"

namespace sig::push {

/// How a point was left after a failure.
struct Restored {
  bool is_verified = false;  ///< the old set is seen to run
  std::string words;
};

/// What a driver knows about one running enforcement point. Each call ends by its deadline (10 s a
/// step, 60 s for a point; compiling may take what is left of that). One thread.
class Target {
 public:
  virtual ~Target() = default;

  /// What runs there now. That it cannot be reached is an answer too.
  virtual Live inspect() = 0;
  /// Puts the new set beside the old.
  virtual Status stage(const Desired& desired) = 0;
  /// Has the engine's own interpreter read the staged set.
  virtual Status test(const Desired& desired) = 0;
  /// Swaps the sets by rename and has the engine load.
  virtual Status activate(const Desired& desired) = 0;
  /// Proof that the engine runs the new set, in words; or what it does instead.
  virtual Result<std::string> verify(const Desired& desired) = 0;
  /// Brings the set back that ran before stage(), and verifies it; where nothing was swapped yet,
  /// removes what was staged. An error: nobody knows what runs there now.
  virtual Result<Restored> restore() = 0;
  /// After success: removes generations beyond the five that are kept.
  virtual void clean_up() = 0;
};

/// One row per driver (targets.cc). An error for a driver that sigctl.yaml may name and that is not
/// built yet, or for settings that are missing.
Result<std::unique_ptr<Target>> open_target(const EnforcementPoint& point);

/// What open_target() and the five steps will do at such a point, for the plan.
std::vector<std::string> planned_actions(const EnforcementPoint& point, const Desired& desired);

}  // namespace sig::push
