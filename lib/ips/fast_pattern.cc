#include <algorithm>

#include "base/text.h"
#include "ips/ruleset_builder.h"

namespace sig::ips {
namespace {

/// Literals longer than this only make a database larger.
constexpr size_t most_bytes = 48;

/// How rare a literal is likely to be: its length, where repeated bytes count little.
size_t strength(std::string_view bytes) {
  size_t distinct = 0;
  std::array<bool, 256> seen{};
  for (const char c : bytes) {
    bool& known = seen[static_cast<unsigned char>(c)];
    if (!known) ++distinct;
    known = true;
  }
  return std::min(bytes.size(), 24UL) + 2 * std::min(distinct, 12UL);
}

bool is_usable(const IpsInspection& inspection) {
  return inspection.buffer != IpsBuffer::Frame && inspection.buffer != IpsBuffer::IpSource &&
         inspection.buffer != IpsBuffer::IpDestination;
}

std::string_view chosen_bytes(const IpsContent& content) {
  std::string_view bytes = content.bytes;
  if (content.fast_pattern_chop) {
    const auto [offset, length] = *content.fast_pattern_chop;
    if (offset < bytes.size()) bytes = bytes.substr(offset, length);
  }
  return bytes.substr(0, most_bytes);
}

}  // namespace

FastPattern choose_fast_pattern(const IpsRule& rule) {
  FastPattern best;
  size_t best_strength = 0;
  for (size_t i = 0; i < rule.inspections.size(); ++i) {
    const IpsInspection& inspection = rule.inspections[i];
    if (!is_usable(inspection)) continue;
    for (const IpsCheck& check : inspection.checks) {
      const auto* content = std::get_if<IpsContent>(&check);
      if (content == nullptr || content->negated || content->bytes.empty()) continue;
      const std::string_view bytes = chosen_bytes(*content);
      size_t found = strength(bytes);
      // A parser's value is short and only there where it applies; a stream is everything.
      if (inspection.buffer != IpsBuffer::Payload) found += 2;
      if (content->fast_pattern && bytes.size() > 1) found += 1000;
      if (found <= best_strength) continue;
      best_strength = found;
      best.inspection = static_cast<int>(i);
      best.ignore_case = content->ignore_case;
      best.bytes = content->ignore_case ? to_lower_ascii(bytes) : std::string(bytes);
    }
  }
  return best;
}

}  // namespace sig::ips
