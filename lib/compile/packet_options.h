#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "compile/number_set.h"

namespace sig::compile {

/// Options that say together "one of these": each is for a rule of its own. Nothing when it takes
/// more than a few; one empty text when everything is let through.
using EitherOption = std::optional<std::vector<std::string>>;

/// "flags:S+" and the like for a set of the 256 values of the TCP flags.
EitherOption flag_options(const std::bitset<256>& flags);

/// "itype:8", "icode:<3": `keyword` and each range of the set.
EitherOption number_options(const std::string& keyword, const NumberSet& set);

/// Ports of a header: "any", "80", "[80,443,1000:2000]".
std::string ports_text(const NumberSet& ports);

}  // namespace sig::compile
