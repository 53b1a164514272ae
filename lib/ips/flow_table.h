#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "ips/flow.h"
#include "ips/tcp_session.h"

namespace sig::ips {

/// The two ends of a flow, the lower one first, so that both directions have one key.
struct FlowKey {
  IpAddress low, high;
  std::uint16_t low_port = 0, high_port = 0;
  std::uint32_t vlan = 0;
  std::uint8_t protocol = 0;
  bool is_v6 = false;  ///< an IPv4 address mapped into IPv6 is not that IPv4 address

  friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

/// A flow with what the engine keeps of it.
struct FlowSlot {
  FlowKey key;
  Flow flow;
  TcpSession tcp;
  std::uint64_t hash = 0;
  FlowSlot* chain = nullptr;  ///< in its bucket, or of the spare ones
  FlowSlot* older = nullptr;
  FlowSlot* newer = nullptr;
};

/// Flows by key, and in the order of their last packets. Slots are never moved and are used again;
/// the table grows to the most flows that there were. One thread.
class FlowTable {
 public:
  FlowTable();

  FlowSlot* find(const FlowKey& key, std::uint64_t hash);
  /// A new flow, the newest.
  FlowSlot& open(const FlowKey& key, std::uint64_t hash);
  void touch(FlowSlot& slot);
  FlowSlot* oldest() { return oldest_; }
  void close(FlowSlot& slot);
  size_t size() const { return size_; }

 private:
  void grow();
  void link_newest(FlowSlot& slot);
  void unlink(FlowSlot& slot);

  std::deque<FlowSlot> slots_;
  FlowSlot* spare_ = nullptr;
  std::vector<FlowSlot*> buckets_;
  FlowSlot* oldest_ = nullptr;
  FlowSlot* newest_ = nullptr;
  size_t size_ = 0;
};

std::uint64_t hash_of(const FlowKey& key);

}  // namespace sig::ips
