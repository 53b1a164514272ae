#pragma once

#include "source/ips_draft.h"

namespace sig::source {

/// What can be said about a rule only when all of it is read: sid and msg, the fast pattern.
void review_ips_rule(const IpsSyntax& syntax, IpsDraft& draft);

/// Contents and regexes against what Suricata knows about their buffers.
void review_ips_buffers(IpsDraft& draft);

}  // namespace sig::source
