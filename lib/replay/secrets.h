#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sig::replay {

/// Bytes [begin, end) of a value.
struct ByteRange {
  size_t begin = 0;
  size_t end = 0;
};

/// True for names whose values must never be shown: Authorization, Cookie, password, api_key, ...
bool is_secret_name(std::string_view name);

/// Where a text holds secrets: `password=...`, `"token": "..."`, `Cookie: ...`, `Bearer ...`,
/// `//user:password@`. Sorted, linear in the text.
std::vector<ByteRange> secret_ranges(std::string_view text);

}  // namespace sig::replay
