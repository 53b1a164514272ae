#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ips/inspect.h"
#include "model/ips_rule.h"

namespace sig::ips {

/// One transform made ready.
struct CompiledTransform {
  IpsTransform transform = IpsTransform::DotPrefix;
  std::string argument;
  std::uint32_t regex = 0;  ///< of pcrexform
};

/// Applies the transforms in order. `room` holds the result where it differs; the view lives until
/// `room` changes. Defined in the Suricata 7 user guide, "Transformations".
std::string_view transformed(std::span<const CompiledTransform> transforms,
                             std::string_view value,
                             RegexBank& regexes,
                             std::string& room);

}  // namespace sig::ips
