#include "model/ips_dialect.h"

#include <array>

namespace sig {
namespace {

constexpr std::array<std::string_view, 3> names{"suricata", "snort2", "snort3"};

}  // namespace

std::string_view to_string(IpsDialect dialect) {
  return names[static_cast<size_t>(dialect)];
}

std::optional<IpsDialect> parse_ips_dialect(std::string_view name) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<IpsDialect>(i);
  }
  return std::nullopt;
}

}  // namespace sig
