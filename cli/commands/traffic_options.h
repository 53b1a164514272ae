#pragma once

#include "base/result.h"
#include "cli/commands/commands.h"
#include "pipeline/rehearse.h"

namespace sig::cli {

/// The command line of replay and diff as a request; what is wrong with it is a Usage error.
Result<pipeline::RehearsalRequest> rehearsal_request(const TrafficOptions& options);

/// A progress line for stderr.
std::string progress_line(const replay::Progress& progress);

}  // namespace sig::cli
