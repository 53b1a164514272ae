#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig::daemon {

/// One folder below FOLDER/generations, named RELEASE-DIGEST: "43-1a2b3c4d5e6f"
/// (schemas/sigmatchd.md).
struct Generation {
  std::string name;
  std::uint64_t release = 0;
};

/// Nothing when the name is not of that form, so that no path of another's making is followed.
std::optional<Generation> parse_generation(std::string_view name);

/// What FOLDER/current points to; an error when it is not a link to "generations/NAME".
Result<Generation> read_current(const std::string& folder);

/// Generations older than `than`, newest first: what to fall back to. Younger ones are left alone,
/// since a push that was cut short may have left one that was never meant to run.
std::vector<Generation> older_generations(const std::string& folder, const Generation& than);

std::string bundle_path(const std::string& folder, const Generation& generation);
std::string activation_path(const std::string& folder, const Generation& generation);

}  // namespace sig::daemon
