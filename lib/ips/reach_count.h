#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ips/ruleset.h"

namespace sig::ips {

/// How often each rule could have fired: the occasions of its kind whose header and protocol are
/// its own and which have each buffer that it looks at. Counted by class of occasion, so that it
/// costs one look-up an occasion, whatever the number of rules. At most 65,536 classes; what comes
/// after counts for none.
class ReachCount {
 public:
  explicit ReachCount(const Ruleset& ruleset) : ruleset_(ruleset) {}

  using Buffers = std::bitset<ips_buffer_count>;
  void count(RuleKind kind,
             std::uint8_t protocol,
             bool to_server,
             protocol::AppProtocol app,
             const std::array<std::uint32_t, 4>& classes,
             const Buffers& buffers);

  /// The other's counts too; of the same ruleset.
  void add(const ReachCount& other);

  /// Per rule as given (index into Ruleset::sources()).
  std::vector<std::uint64_t> per_rule() const;

 private:
  struct Key {
    Buffers buffers;
    std::array<std::uint32_t, 4> classes{};
    std::uint32_t what = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    size_t operator()(const Key& key) const;
  };
  bool reaches(const CompiledRule& rule, const Key& key) const;

  const Ruleset& ruleset_;
  std::unordered_map<Key, std::uint64_t, Hash> counts_;
};

}  // namespace sig::ips
