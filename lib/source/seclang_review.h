#pragma once

#include "model/seclang.h"
#include "source/seclang_findings.h"

namespace sig::source {

/// What can only be said about a configuration as a whole, or about a rule with its chain: ids,
/// phases, actions that exclude each other, and where skipAfter leads.
void review_seclang(const SecConfiguration& configuration,
                    const SecReadOptions& options,
                    SecFindings& findings);

}  // namespace sig::source
