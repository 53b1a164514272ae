#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip.h"
#include "source/findings.h"

namespace sig::source {

/// A network such as 192.0.2.0/24 or one address. Bits behind the prefix are a finding of their
/// own, with the network that was probably meant.
std::optional<Cidr> read_network(const std::string& text,
                                 Span at,
                                 std::string_view what,
                                 Findings& findings);

}  // namespace sig::source
