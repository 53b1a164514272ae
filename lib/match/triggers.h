#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "match/leaves.h"

namespace sig::match {

/// Leaves of which at least one must hold (or be undecided) for the condition to be other than
/// false: the fewest and rarest that the tree offers. Nothing when the condition can be true with
/// no pattern seen. Sorted.
std::optional<std::vector<std::uint32_t>> triggers_of(const Condition& condition,
                                                      const Leaves& leaves);

}  // namespace sig::match
