#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace sig {

inline char sec_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline bool same_sec_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return sec_lower(x) == sec_lower(y);
  });
}

/// The row with this name in any case; the tables are short enough to be searched from the start.
template <class Row>
const Row* find_row(std::span<const Row> rows, std::string_view name) {
  for (const Row& row : rows) {
    if (same_sec_name(row.name, name)) return &row;
  }
  return nullptr;
}

}  // namespace sig
