#pragma once

#include <string>

#include "daemon/judge.h"

namespace sig::daemon {

/// Everything counted, in Prometheus' text exposition format 0.0.4.
std::string metrics_text(const SharedState& shared, const LoadedRules* rules);

}  // namespace sig::daemon
