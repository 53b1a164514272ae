#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/ips_rule.h"

namespace sig::ips {

/// The datasets that a ruleset names: their names and what they start with. Immutable.
struct DatasetPlan {
  struct Set {
    std::string name;
    std::string type;
    std::vector<std::string> values;
  };
  std::vector<Set> sets;
};

/// The datasets of one run, which rules read and change. A set keeps at most 262,144 values; what
/// comes after is not kept. One thread.
class DatasetStore {
 public:
  explicit DatasetStore(const DatasetPlan& plan);

  /// Does what the rule says with `value`; true when that counts as a match.
  bool holds(std::uint32_t set, const IpsDataset& check, std::string_view value);

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::unordered_set<std::string, Hash, std::equal_to<>>> sets_;
};

}  // namespace sig::ips
