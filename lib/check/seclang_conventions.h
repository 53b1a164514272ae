#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "model/seclang.h"

namespace sig::check {

/// How a set of rules is to be written. An engine takes a rule that keeps none of it; what is asked
/// for is what the OWASP core rule set asks of its own rules.
struct SecConventions {
  Level level = Level::Warning;  ///< of each finding
  std::vector<std::string> required_tags;
  std::string version_prefix;  ///< every ver starts with it; empty: ver is not looked at
};

/// Spelling, explicit operators, the order of actions, indentation, useless and missing actions,
/// variables of TX that no rule sets, paranoia levels. The diagnostics hold the texts that were
/// read.
void seclang_conventions(const SecConfiguration& configuration,
                         const SecConventions& conventions,
                         Diagnostics& diagnostics);

}  // namespace sig::check
