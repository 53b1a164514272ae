#pragma once

#include "ips/conditions.h"

namespace sig::ips {

/// A named property of a rule: an event, an IP option, a protocol, a file's name, ...
bool named_holds(const IpsNamed& named, const Occasion& occasion);

}  // namespace sig::ips
