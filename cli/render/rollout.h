#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/terminal.h"
#include "pipeline/rollout.h"

namespace sig::cli {

std::string plan_text(const pipeline::Rollout& rollout, const Terminal& terminal);
std::string receipt_text(const push::Receipt& receipt, const Terminal& terminal);
Json rollout_json(const pipeline::Rollout& rollout);

std::string status_text(const std::vector<pipeline::EnvironmentStatus>& rows,
                        const Terminal& terminal);
Json status_json(const std::vector<pipeline::EnvironmentStatus>& rows);

/// Done 0; partly 5; failed with everything as before 3.
int exit_code(const push::Receipt& receipt);

}  // namespace sig::cli
