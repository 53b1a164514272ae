#pragma once

#include <string>
#include <string_view>

namespace sig {

/// MD5 (RFC 1321) as 32 lower-case hexadecimal digits. For names that others define so (JA3); never
/// for trust.
std::string md5_hex(std::string_view bytes);

}  // namespace sig
