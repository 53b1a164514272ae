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

/// Where a content is the whole value and another one is looked for in the same place, says so by a
/// pcre: Suricata 7.0.10 gives the bounds of the one to the other, and where they contradict each
/// other it cannot load any rule on that buffer.
void loosen_whole_values(std::vector<Inspection>& inspections);

/// Marks the longest positive content of a rule as the one to look for first.
void choose_fast_pattern(std::vector<Inspection>& inspections);

}  // namespace sig::compile
