#pragma once

#include <array>
#include <cstdint>

#include "model/evidence.h"

namespace sig::replay {

/// What the signatures of one surface made of one unit.
struct UnitVerdict {
  bool is_flagged = false;
  bool is_undecided = false;
  std::uint8_t blocked_levels = 0;  ///< how many of ByConfidence it counts in

  void add_hit(std::uint8_t levels) {
    is_flagged = true;
    if (levels > blocked_levels) blocked_levels = levels;
  }
};

/// How many of ByConfidence a hit counts in: none for an alert, all three at high confidence.
inline std::uint8_t blocking_levels(Action action, Confidence confidence) {
  return action == Action::Block ? static_cast<std::uint8_t>(static_cast<int>(confidence) + 1)
                                 : std::uint8_t{0};
}

/// Adds the verdict (not the unit itself) to counts; `sign` -1 takes it out again.
inline void count_verdict(UnitCounts& counts, const UnitVerdict& verdict, int sign = 1) {
  const auto one = static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
  if (verdict.is_flagged) counts.flagged += one;
  for (size_t level = 0; level < verdict.blocked_levels; ++level)
    counts.blocked[level] += one;
  if (verdict.is_undecided && !verdict.is_flagged) counts.undecided += one;
}

inline void add_counts(UnitCounts& sum, const UnitCounts& counts) {
  sum.units += counts.units;
  sum.flagged += counts.flagged;
  sum.undecided += counts.undecided;
  for (size_t level = 0; level < sum.blocked.size(); ++level)
    sum.blocked[level] += counts.blocked[level];
}

}  // namespace sig::replay
