#pragma once

#include <optional>

#include "replay/change_log.h"
#include "replay/flow_replay.h"

namespace sig::replay {

/// Runs two sets of native rules over the item's capture, one after the other, and logs the flows
/// on which they differ. Either may be missing.
Status compare_flows(const ReplayRequest& request,
                     const WorkItem& item,
                     std::optional<FlowReplay>& before,
                     std::optional<FlowReplay>& after,
                     ChangeLog& log);

}  // namespace sig::replay
