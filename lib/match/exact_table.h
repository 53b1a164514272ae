#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sig::match {

/// Which leaves ask for exactly a value (equals, one_of): one hash of the value answers all of
/// them. Immutable once built.
class ExactTable {
 public:
  explicit ExactTable(bool ignore_case) : by_text_(16, Hash{ignore_case}, Equal{ignore_case}) {}

  void add(const std::string& text, std::uint32_t leaf) {
    by_text_[text].push_back(leaf);
    longest_ = std::max(longest_, text.size());
  }
  std::span<const std::uint32_t> find(std::string_view value) const {
    if (value.size() > longest_ || by_text_.empty()) return {};
    const auto found = by_text_.find(value);
    return found == by_text_.end() ? std::span<const std::uint32_t>() : found->second;
  }

 private:
  static char fold(char c, bool ignore_case) {
    return ignore_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  struct Hash {
    using is_transparent = void;
    bool ignore_case;
    /// FNV-1a; the keys are the signatures', so no one can flood the table.
    size_t operator()(std::string_view text) const {
      std::uint64_t sum = 14695981039346656037ULL;
      for (const char c : text)
        sum = (sum ^ static_cast<unsigned char>(fold(c, ignore_case))) * 1099511628211ULL;
      return sum;
    }
  };
  struct Equal {
    using is_transparent = void;
    bool ignore_case;
    bool operator()(std::string_view a, std::string_view b) const {
      return std::equal(a.begin(), a.end(), b.begin(), b.end(), [this](char x, char y) {
        return fold(x, ignore_case) == fold(y, ignore_case);
      });
    }
  };
  std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, Equal> by_text_;
  size_t longest_ = 0;
};

}  // namespace sig::match
