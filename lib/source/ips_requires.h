#pragma once

#include "source/ips_draft.h"

namespace sig::source {

/// `requires` of Suricata, which is looked at before anything else of a rule. False when an engine
/// of version 7.0.10 passes over the rule: it is then disabled and says why.
bool read_requirements(const IpsSyntax& syntax, IpsDraft& draft);

}  // namespace sig::source
