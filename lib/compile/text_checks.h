#pragma once

#include <vector>

#include "compile/dialect.h"
#include "compile/rule.h"
#include "model/signature.h"

namespace sig::compile {

/// What a rule asks at `place` so that a test of text holds, or (`is_negated`) does not.
Found<std::vector<Check>> text_checks(const Test& test,
                                      bool is_negated,
                                      const Place& place,
                                      const Dialect& dialect);

/// Marks the longest positive content of a rule as the one to look for first.
void choose_fast_pattern(std::vector<Inspection>& inspections);

}  // namespace sig::compile
