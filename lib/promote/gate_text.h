#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/project.h"

namespace sig::promote {

/// A share as percent with three significant digits, never in exponents: "0.0125 %".
std::string percent(double share);

/// What the units of a surface are called: request, response, packet, connection, ...
std::string_view unit_name(Surface surface);

/// A span of time to two units: "3d1h", "59m30s", "0s".
std::string rough(std::int64_t seconds);

/// "0.1 %, set in sigctl.yaml:14", or "72h by default".
template <class T>
std::string limit_text(std::string_view value, const Setting<T>& setting) {
  if (setting.where == "default") return std::string(value) + " by default";
  return std::string(value) + ", set in " + setting.where;
}

}  // namespace sig::promote
