#pragma once

#include "model/seclang.h"
#include "source/seclang_findings.h"

namespace sig::source {

/// The files that a rule names must be there: phrases, addresses, schemas and scripts. What comes
/// from a URL is not looked at. `from` is the file that holds the rule.
void check_named_files(const SecRule& rule,
                       const std::string& from,
                       SecFiles& world,
                       SecFindings& findings);

}  // namespace sig::source
