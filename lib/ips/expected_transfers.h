#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <vector>

#include "ips/flow.h"
#include "ips/flow_table.h"
#include "protocol/app_unit.h"

namespace sig::ips {

/// Data connections that FTP control connections have announced and that have not come yet, by the
/// pair of addresses and the port. As in Suricata 7: the last 10 of a pair, each until it comes or
/// the control connection ends; others of the pair are forgotten after 30 seconds. Names of all
/// pairs are bounded; the pair that was first goes first. One thread.
class ExpectedTransfers {
 public:
  void add(const Flow& control, const protocol::FtpTransfer& transfer, Time now);
  bool is_empty() const { return pairs_.empty(); }
  /// The newest that `flow` can be; null: none. Lives until the next call.
  const protocol::FtpTransfer* find(const Flow& flow, Time now);
  /// `flow` was it: all of its port are over.
  void take(const Flow& flow);
  void forget(const Flow& control);

 private:
  struct Expected {
    protocol::FtpTransfer transfer;
    std::uint64_t control = 0;  ///< number of the flow
    Time since;
  };
  struct KeyHash {
    size_t operator()(const FlowKey& key) const { return hash_of(key); }
  };
  struct Pair {
    std::vector<Expected> expected;  ///< oldest first
    std::list<FlowKey>::iterator place;
  };
  using Pairs = std::unordered_map<FlowKey, Pair, KeyHash>;

  template <class Is>
  void remove(Pairs::iterator at, const Is& is_over);
  void erase(Pairs::iterator at);

  Pairs pairs_;
  std::list<FlowKey> order_;  ///< of pairs, the oldest first
  size_t held_ = 0;           ///< about the bytes of all
};

}  // namespace sig::ips
