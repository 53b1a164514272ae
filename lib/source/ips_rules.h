#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/ips_rule.h"

namespace sig::source {

/// What $NAME in the header of a rule stands for, as text of the rule language. A default one has
/// what Suricata and Snort are delivered with.
struct IpsVariables {
  std::map<std::string, std::string> addresses;
  std::map<std::string, std::string> ports;

  static IpsVariables stock();
  /// Puts the `vars` of a project over them: the name decides which of the two maps (a known name,
  /// or one that ends in _PORT or _PORTS, else by what the values look like).
  void override_with(const std::map<std::string, std::vector<std::string>>& vars);
};

inline constexpr size_t most_ips_file_bytes = size_t{64} << 20U;
inline constexpr size_t most_ips_rule_bytes = 8191;  ///< Suricata 7: DETECT_MAX_RULE_SIZE
inline constexpr size_t most_ips_rule_options = 4096;

/// The rules of one text in its order; those with errors are left out, rules in comments come with
/// `is_disabled`. Findings go to `diagnostics`, which keeps the text.
std::vector<IpsRule> read_ips_rules(std::string name,
                                    std::string bytes,
                                    IpsDialect dialect,
                                    const IpsVariables& variables,
                                    Diagnostics& diagnostics);

/// The language of a text by what its rules say; Suricata when nothing tells.
IpsDialect guess_ips_dialect(std::string_view text);

}  // namespace sig::source
