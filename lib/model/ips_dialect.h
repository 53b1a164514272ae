#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sig {

/// Whose form of the rule language.
enum class IpsDialect : std::uint8_t { Suricata, Snort2, Snort3 };

std::string_view to_string(IpsDialect dialect);  ///< "suricata", "snort2", "snort3"
std::optional<IpsDialect> parse_ips_dialect(std::string_view name);

}  // namespace sig
