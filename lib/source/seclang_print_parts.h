#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/seclang.h"

namespace sig::source {

/// Puts a backslash before each `mark` that is not escaped by it.
std::string with_escapes(std::string_view text, std::string_view marks);

/// In double quotes.
std::string in_quotes(std::string_view text);

/// "ARGS|!ARGS:'/a|b/'", cut by `separator`. In a ctl a quote round a selector would end its value,
/// so only what cannot be read without has one.
std::string list_variables(const std::vector<SecVariable>& variables,
                           char separator,
                           bool is_in_ctl = false);

}  // namespace sig::source
