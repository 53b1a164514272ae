#pragma once

#include "base/diagnostic.h"
#include "model/seclang.h"

namespace sig::check {

/// Compiles with PCRE2 what an engine would compile when it meets it: the regexes of operators and
/// of selectors. libmodsecurity 3.0.9 loads a rule whose regex does not compile, and the rule never
/// matches. One with a macro in it is known only to the engine and passed over. The diagnostics
/// hold the texts that were read.
void seclang_regexes(const SecConfiguration& configuration, Diagnostics& diagnostics);

}  // namespace sig::check
