#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "traffic/flow.h"

namespace sig::traffic {

/// The flows of one virtual table: found by key, oldest first in two lists (those that last, and
/// those that go soon: UDP and closed connections). A container; it sets no limits. One thread.
class FlowTable {
 public:
  enum List : std::uint8_t { lasting = 0, short_lived = 1 };

  Flow* find(const FlowKey& key, std::uint64_t hash) const;
  void insert(std::unique_ptr<Flow> flow, List list);
  std::unique_ptr<Flow> remove(Flow& flow);
  /// Makes the flow the newest of this list.
  void touch(Flow& flow, List list);
  Flow* oldest(List list) const { return oldest_[list]; }
  /// The oldest of all, by the number of its last packet.
  Flow* oldest() const;
  size_t size() const { return size_; }

  size_t held_bytes = 0;
  size_t out_of_order = 0;     ///< part of them
  std::int64_t latest_ns = 0;  ///< the latest time seen, packets may go back

  FlowTable() = default;
  FlowTable(FlowTable&& other) noexcept = default;
  ~FlowTable();

 private:
  void link(Flow& flow, List list);
  void unlink(Flow& flow);
  Flow*& bucket(std::uint64_t hash) const;

  mutable std::vector<Flow*> buckets_;  // chains own their flows
  std::array<Flow*, 2> oldest_{};
  std::array<Flow*, 2> newest_{};
  size_t size_ = 0;
};

/// A key's hash; both directions have the same.
std::uint64_t hash_of(const FlowKey& key);

}  // namespace sig::traffic
