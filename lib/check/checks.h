#pragma once

#include "check/check.h"

namespace sig::check {

/// The questions of the table in check.cc, one per file of the same name.
void check_identity(const CheckInput& input, Diagnostics& diagnostics);
void check_metadata(const CheckInput& input, Diagnostics& diagnostics);
void check_revisions(const CheckInput& input, Diagnostics& diagnostics);
void check_blocking(const CheckInput& input, Diagnostics& diagnostics);
void check_conditions(const CheckInput& input, Diagnostics& diagnostics);
void check_patterns(const CheckInput& input, Diagnostics& diagnostics);
void check_cost(const CheckInput& input, Diagnostics& diagnostics);
void check_examples(const CheckInput& input, Diagnostics& diagnostics);
void check_stability(const CheckInput& input, Diagnostics& diagnostics);
void check_overlap(const CheckInput& input, Diagnostics& diagnostics);
void check_engine(const CheckInput& input, Diagnostics& diagnostics);

}  // namespace sig::check
