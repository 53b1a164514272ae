#pragma once

#include <string_view>

#include "model/signature.h"

namespace sig::match {

constexpr size_t not_found = static_cast<size_t>(-1);

/// Where the text operator `op` (Contains, Equals, StartsWith, EndsWith) holds in `value`, or
/// not_found.
size_t find_text(Operator op, std::string_view value, std::string_view wanted, bool ignore_case);

}  // namespace sig::match
