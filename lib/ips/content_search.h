#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ips/rule_steps.h"

namespace sig::ips {

/// Where in a buffer a content may stand: [begin, end), already within the buffer.
struct SearchRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// The range that offset, depth, distance and within leave, behind a last match that ended at
/// `last`. Semantics: Suricata 7 user guide, "Payload Keywords".
SearchRange search_range(const IpsContent& content,
                         const Step& step,
                         std::int64_t size,
                         std::int64_t last,
                         const Variables& variables);

/// First place of the needle that begins at or behind `range.begin` and ends at or before
/// `range.end`. `needle` is lower case where case is ignored (ASCII).
std::optional<std::int64_t> find_content(std::string_view buffer,
                                         SearchRange range,
                                         std::string_view needle,
                                         bool ignore_case);

}  // namespace sig::ips
