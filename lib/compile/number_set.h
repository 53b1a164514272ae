#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/signature.h"

namespace sig::compile {

/// Numbers from 0 to `most` as ranges that ascend and do not touch. Plain value.
class NumberSet {
 public:
  struct Range {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };

  static NumberSet all(std::uint32_t most);
  /// What a test of a number field lets through; nothing for an operator that tests no numbers.
  static std::optional<NumberSet> of(const Test& test, std::uint32_t most);

  const std::vector<Range>& ranges() const { return ranges_; }
  std::uint32_t most() const { return most_; }
  bool is_empty() const { return ranges_.empty(); }
  bool is_all() const;
  NumberSet without() const;  ///< all that are not in the set
  NumberSet both(const NumberSet& other) const;

 private:
  void add(std::int64_t low, std::int64_t high);
  void settle();

  std::uint32_t most_ = 0;
  std::vector<Range> ranges_;
};

}  // namespace sig::compile
