#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "source/findings.h"
#include "source/yaml.h"

namespace sig::source {

/// The `vars` of sigctl.yaml: what $NAME stands for in a list.
using Variables = std::map<std::string, std::vector<std::string>>;

/// Letters, digits and underscores, no digit first.
bool is_variable_name(std::string_view name);

/// The values that one item of an `in` or `one_of` list stands for: those of the variable when the
/// item is $NAME (an unknown one is a finding), else the item itself; $$ at the start is one $.
std::vector<std::string> expand(const std::string& item,
                                Span at,
                                const Variables& variables,
                                Findings& findings);

}  // namespace sig::source
