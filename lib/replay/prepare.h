#pragma once

#include "replay/replay.h"

namespace sig::replay {

/// The request with corpora, files and signatures sorted by name, so that no order of the caller's
/// shows in a result. Refuses what makes no run: no signature, no corpus, one name twice.
Result<ReplayRequest> in_canonical_order(ReplayRequest request);

}  // namespace sig::replay
