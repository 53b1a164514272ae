#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/id_lock.h"
#include "model/project.h"

namespace sig::pipeline {

inline constexpr std::string_view id_lock_file = "ids.lock";

/// ids.lock as it is; empty when the project has none.
struct IdLockText {
  std::string text;
  IdLock ids;
};
Result<IdLockText> read_ids(const Project& project);

/// Writes ids.lock anew: every line that it has, then one for each signature with new numbers.
Status add_ids(const Project& project, const IdLockText& lock, const std::vector<NewIds>& new_ids);

/// The refusal of `compile --locked`.
Error missing_ids(const std::vector<NewIds>& new_ids);

}  // namespace sig::pipeline
