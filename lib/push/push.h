#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/bundle.h"
#include "model/live.h"
#include "model/project.h"
#include "model/release.h"

namespace sig::push {

/// What a point should run.
struct Desired {
  Release release;
  const Environment* environment = nullptr;
  SealedBundle bundle;
  std::vector<Signature> signatures;
};

struct Step {
  std::string point;
  std::string driver;
  std::uint32_t wave = 1;
  bool is_needed = true;    ///< false: already runs it
  bool is_possible = true;  ///< false: the point cannot be asked now; `from` says why
  std::string from;         ///< "prod/3 (bundle 1a2b...)" or "nothing"
  std::string to;
  std::vector<std::string> actions;  ///< what will be done, in order, one phrase each
};

struct Plan {
  std::vector<Step> steps;
  bool is_possible() const;  ///< every point answers
};

struct PointReceipt {
  std::string point;
  bool done = false;
  bool restored = false;  ///< failed, and the old set is back and verified
  std::string message;    ///< proof of activation, or what failed
};

struct Receipt {
  std::vector<PointReceipt> points;
  /// Done: all; Partial: some run the new set; Failed: none does.
  enum class Outcome { Done, Partial, Failed } outcome = Outcome::Failed;
};

std::vector<Live> inspect(const std::vector<EnforcementPoint>& points);

/// Pure: desired x live -> steps, ordered by wave and name.
Plan plan(const Desired& desired,
          const std::vector<EnforcementPoint>& points,
          const std::vector<Live>& live);

/// Carries the plan out wave by wave; stops at the first failure, restoring that point's last good
/// set.
Receipt apply(const Plan& plan,
              const Desired& desired,
              const std::vector<EnforcementPoint>& points);

}  // namespace sig::push
