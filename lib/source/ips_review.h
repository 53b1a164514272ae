#pragma once

#include "source/ips_draft.h"

namespace sig::source {

/// What can be said about a rule only when all of it is read: sid and msg, the fast pattern.
void review_ips_rule(const IpsSyntax& syntax, IpsDraft& draft);

}  // namespace sig::source
