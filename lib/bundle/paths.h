#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig::bundle {

/// Why a path may not stand in a bundle, or nothing. Allowed are relative UTF-8 paths of ordinary
/// components that mean the same on every file system and that one ustar header can hold.
std::optional<std::string> path_fault(std::string_view path, size_t limit);

/// Checks each path, then the set: none twice, none equal to another but for ASCII case, none that
/// is another's folder. The error names the path.
Status check_paths(const std::vector<std::string_view>& paths, size_t limit);

}  // namespace sig::bundle
