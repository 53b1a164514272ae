#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/ip.h"
#include "base/time.h"
#include "model/ips_rule.h"

namespace sig::ips {

/// What rules keep beyond one flow: thresholds by host, pair or rule, and bits of hosts (xbits,
/// hostbits). At most 65,536 entries of each; then the expired ones go, then the oldest half of the
/// windows, or all bits. By packet time. One thread.
class HostState {
 public:
  /// Whether an alert of `rule` is let through now; counts it.
  bool passes_threshold(const IpsThreshold& threshold,
                        std::uint32_t rule,
                        const IpAddress& source,
                        const IpAddress& destination,
                        std::uint64_t flow,
                        Time now);

  /// Executes or asks, as the command says; true when the rule may go on.
  bool bits(const IpsXbits& bits, const IpAddress& source, const IpAddress& destination, Time now);

  /// Entries that were still in force and went for want of room.
  std::uint64_t forgotten() const { return forgotten_; }

 private:
  struct Key {
    std::uint32_t rule = 0;
    std::uint64_t flow = 0;
    IpAddress a, b;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct BitKey {
    std::string name;
    IpAddress a, b;
    friend bool operator==(const BitKey&, const BitKey&) = default;
  };
  struct Hash {
    size_t operator()(const Key& key) const;
    size_t operator()(const BitKey& key) const;
  };
  struct Window {
    Time start{};
    std::uint32_t count = 0;
    std::uint32_t seconds = 0;
  };

  void make_room(Time now);

  std::unordered_map<Key, Window, Hash> windows_;
  std::unordered_map<BitKey, Time, Hash> bits_;  // until when
  std::uint64_t forgotten_ = 0;
};

}  // namespace sig::ips
