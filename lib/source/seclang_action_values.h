#pragma once

#include "model/seclang.h"
#include "source/seclang_findings.h"
#include "source/seclang_words.h"

namespace sig::source {

/// The value of an action that has one; monostate when it is not what the action takes.
SecActionValue read_action_value(const SecActionRow& row,
                                 const SecEntry& entry,
                                 SecFindings& findings);

}  // namespace sig::source
