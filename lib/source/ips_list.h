#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "source/ips_findings.h"

namespace sig::source {

/// A list of addresses or ports as the header of a rule has it: nested brackets, negations and
/// variables taken apart into leaves.
struct IpsListLeaf {
  std::string_view text;
  bool negated = false;
};
/// Leaves of `word`, valid as long as the variables and the rule's text. Nothing when there was a
/// finding: a bracket without partner, an unknown variable, too much of it.
std::vector<IpsListLeaf> leaves_of_list(const IpsWord& word,
                                        const std::map<std::string, std::string>& variables,
                                        std::string_view bad_code,
                                        IpsFindings& findings);

}  // namespace sig::source
