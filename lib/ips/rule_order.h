#pragma once

#include <cstdint>

#include "model/ips_rule.h"

namespace sig::ips {

/// Where a rule stands in the order of trying, lowest first: pass before drop, reject and alert;
/// then those that set a flowbit, a flowint or an xbit before those that ask for one; then by
/// priority. Source: Suricata 7 user guide, "Rule Order" and action-order of its configuration.
std::uint64_t order_of(const IpsRule& rule);

}  // namespace sig::ips
