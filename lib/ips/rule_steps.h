#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/ips_rule.h"

namespace sig::ips {

/// Variables that one rule's byte_extract and byte_math may set.
inline constexpr size_t most_variables = 32;
using Variables = std::array<std::uint64_t, most_variables>;

/// IpsAmount with its variable found: an index into Variables, or -1 for the number.
struct Amount {
  std::int64_t number = 0;
  int variable = -1;

  std::int64_t value(const Variables& variables) const {
    return variable < 0 ? number
                        : static_cast<std::int64_t>(variables[static_cast<size_t>(variable)]);
  }
};

/// One check of an inspection, made ready. `check` points into the rule that owns it.
struct Step {
  const IpsCheck* check = nullptr;
  /// A later position may only be tried where what follows counts from this one.
  bool next_is_relative = false;
  std::string needle;  ///< of a content: lower case where case is ignored
  Amount offset, depth, distance, within;
  Amount bytes, value;  ///< of byte_test, byte_jump, byte_math
  int result = -1;      ///< the variable that is set
  std::uint32_t regex = 0;    ///< number of a pcre in the ruleset
  std::uint32_t dataset = 0;  ///< number of a dataset in the ruleset
};

/// What is asked of one buffer.
struct CompiledInspection {
  const IpsInspection* source = nullptr;
  std::uint32_t value_class = 0;  ///< number of (buffer, transforms) in the ruleset
  std::vector<Step> steps;
  std::vector<Step> base64;
};

}  // namespace sig::ips
