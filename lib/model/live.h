#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.h"

namespace sig {

/// What an enforcement point was found to run; `reachable` false: `problem` says why.
struct Live {
  std::string point;
  bool reachable = false;
  std::string problem;
  std::optional<Digest> bundle;
  std::string environment;
  std::uint64_t release = 0;
  std::uint64_t signatures = 0;
  bool bypass = false;  ///< somebody told it to block nothing
};

}  // namespace sig
