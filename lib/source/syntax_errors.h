#pragma once

#include <string_view>

#include "base/diagnostic.h"

namespace sig::source {

/// Says in our words what yaml-cpp 0.7 could not read at a place, with what to do about it.
void report_syntax_error(Span at, std::string_view parser_message, Diagnostics& diagnostics);

}  // namespace sig::source
