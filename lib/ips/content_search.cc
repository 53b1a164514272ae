#include "ips/content_search.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace sig::ips {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

bool equal_lower(const char* text, std::string_view needle) {
  for (size_t i = 0; i < needle.size(); ++i) {
    if (lower(text[i]) != needle[i]) return false;
  }
  return true;
}

/// memchr for either case of the needle's first byte, then compare.
const char* find_lower(std::string_view hay, std::string_view needle) {
  if (needle.size() > hay.size()) return nullptr;
  const char* at = hay.data();
  const char* const end = hay.data() + (hay.size() - needle.size() + 1);
  const char small = needle[0];
  const char large = upper(small);
  while (at < end) {
    const auto left = static_cast<size_t>(end - at);
    const auto* found = static_cast<const char*>(std::memchr(at, small, left));
    if (large != small) {
      const size_t before = found == nullptr ? left : static_cast<size_t>(found - at);
      const auto* other = static_cast<const char*>(std::memchr(at, large, before));
      if (other != nullptr) found = other;
    }
    if (found == nullptr) return nullptr;
    if (equal_lower(found, needle)) return found;
    at = found + 1;
  }
  return nullptr;
}

bool has_variable(const Step& step) {
  return step.offset.variable >= 0 || step.depth.variable >= 0 || step.distance.variable >= 0;
}

SearchRange relative_range(const IpsContent& content,
                           const Step& step,
                           std::int64_t size,
                           std::int64_t last,
                           const Variables& variables) {
  SearchRange range{last, size};
  const std::int64_t distance = content.distance ? step.distance.value(variables) : 0;
  if (content.distance) range.begin = std::max<std::int64_t>(0, last + distance);
  if (content.within) {
    range.end = std::min(range.end, last + step.within.value(variables) + distance);
  }
  if (content.depth) {
    const std::int64_t depth = step.depth.value(variables);
    if (depth != 0) range.end = std::min(range.end, last + depth);
  }
  if (content.offset) range.begin = std::max(range.begin, step.offset.value(variables));
  return range;
}

}  // namespace

SearchRange search_range(const IpsContent& content,
                         const Step& step,
                         std::int64_t size,
                         std::int64_t last,
                         const Variables& variables) {
  SearchRange range;
  if (content.is_relative()) {
    range = relative_range(content, step, size, last, variables);
    // A value from a variable moves the far end by the near one, as the engine has it.
    if (has_variable(step)) range.end += range.begin;
  } else {
    range.begin = content.offset ? step.offset.value(variables) : 0;
    range.end = size;
    if (content.depth) range.end = range.begin + step.depth.value(variables);
  }
  range.end = std::min(range.end, size);
  return range;
}

std::optional<std::int64_t> find_content(std::string_view buffer,
                                         SearchRange range,
                                         std::string_view needle,
                                         bool ignore_case) {
  if (needle.empty() || range.begin < 0 || range.end > static_cast<std::int64_t>(buffer.size())) {
    return std::nullopt;
  }
  if (range.end - range.begin < static_cast<std::int64_t>(needle.size())) return std::nullopt;
  const std::string_view hay = buffer.substr(static_cast<size_t>(range.begin),
                                             static_cast<size_t>(range.end - range.begin));
  const char* found = nullptr;
  if (ignore_case) {
    found = find_lower(hay, needle);
  } else {
    found = static_cast<const char*>(memmem(hay.data(), hay.size(), needle.data(), needle.size()));
  }
  if (found == nullptr) return std::nullopt;
  return found - buffer.data();
}

}  // namespace sig::ips
