#pragma once

#include <string>
#include <string_view>

namespace sig {

/// SHA-1 (FIPS 180-4) as 20 bytes. For names that others define so (certificate fingerprints);
/// never for trust.
std::string sha1(std::string_view bytes);

}  // namespace sig
