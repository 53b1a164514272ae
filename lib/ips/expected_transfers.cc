#include "ips/expected_transfers.h"

#include <algorithm>

namespace sig::ips {
namespace {

constexpr size_t most_of_pair = 10;
constexpr std::int64_t patience = 30'000'000'000;
constexpr size_t most_held = 4U << 20U;

FlowKey pair_of(const Flow& flow) {
  FlowKey key;
  key.low = std::min(flow.client, flow.server);
  key.high = std::max(flow.client, flow.server);
  return key;
}

size_t size_of(const protocol::FtpTransfer& transfer) {
  return sizeof transfer + transfer.file_name.size();
}

}  // namespace

void ExpectedTransfers::erase(Pairs::iterator at) {
  for (const Expected& one : at->second.expected)
    held_ -= size_of(one.transfer);
  order_.erase(at->second.place);
  pairs_.erase(at);
}

template <class Is>
void ExpectedTransfers::remove(Pairs::iterator at, const Is& is_over) {
  std::erase_if(at->second.expected, [&](const Expected& one) {
    if (!is_over(one)) return false;
    held_ -= size_of(one.transfer);
    return true;
  });
  if (at->second.expected.empty()) erase(at);
}

void ExpectedTransfers::add(const Flow& control, const protocol::FtpTransfer& transfer, Time now) {
  const FlowKey key = pair_of(control);
  auto [at, is_new] = pairs_.try_emplace(key);
  if (is_new) at->second.place = order_.insert(order_.end(), key);
  auto& expected = at->second.expected;
  if (expected.size() == most_of_pair) {
    held_ -= size_of(expected.front().transfer);
    expected.erase(expected.begin());
  }
  held_ += size_of(transfer);
  expected.push_back({transfer, control.number, now});
  while (held_ > most_held && order_.size() > 1)
    erase(pairs_.find(order_.front()));
}

const protocol::FtpTransfer* ExpectedTransfers::find(const Flow& flow, Time now) {
  auto at = pairs_.find(pair_of(flow));
  if (at == pairs_.end()) return nullptr;
  remove(at, [&](const Expected& one) {
    return one.transfer.port != flow.server_port && now.ns - one.since.ns > patience;
  });
  at = pairs_.find(pair_of(flow));
  if (at == pairs_.end()) return nullptr;
  const auto& expected = at->second.expected;
  const auto newest = std::find_if(expected.rbegin(), expected.rend(), [&](const Expected& one) {
    return one.transfer.port == flow.server_port;
  });
  return newest == expected.rend() ? nullptr : &newest->transfer;
}

void ExpectedTransfers::take(const Flow& flow) {
  const auto at = pairs_.find(pair_of(flow));
  if (at == pairs_.end()) return;
  remove(at, [&](const Expected& one) { return one.transfer.port == flow.server_port; });
}

void ExpectedTransfers::forget(const Flow& control) {
  const auto at = pairs_.find(pair_of(control));
  if (at == pairs_.end()) return;
  remove(at, [&](const Expected& one) { return one.control == control.number; });
}

}  // namespace sig::ips
