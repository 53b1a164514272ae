#pragma once

#include <optional>
#include <string_view>

#include "model/ips_rule.h"

namespace sig::source::ips {

/// How a keyword writes a number that is compared.
struct NumberForm {
  std::uint64_t most = UINT64_MAX;
  bool ends_belong = false;  ///< a<>b holds for a and b too
  bool has_units = false;    ///< 2KB, 1MB
};

/// "5", "=5", "!5", "!=5", ">5", ">=5", "<5", "<=5", "5-10", "5<>10", "!5-10", "5<=>10". Nothing
/// for other text and for what no number fulfils.
std::optional<IpsNumberTest> read_number_test(std::string_view text, const NumberForm& form);

}  // namespace sig::source::ips
