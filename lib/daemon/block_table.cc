#include "daemon/block_table.h"

#include <algorithm>
#include <string_view>

namespace sig::daemon {

size_t BlockTable::AddressHash::operator()(const IpAddress& address) const {
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
}

BlockTable::BlockTable(size_t capacity)
    : shard_capacity_(std::max<size_t>(1, capacity / std::tuple_size_v<decltype(shards_)>)) {}

BlockTable::Shard& BlockTable::shard_of(const IpAddress& client) {
  // The top bits: the map inside the shard uses the low ones.
  return shards_[AddressHash{}(client) >> (8 * sizeof(size_t) - 4)];
}

void BlockTable::erase(Shard& shard, Entries::iterator entry) {
  shard.by_age.erase(entry->second.sequence);
  auto [at, end] = shard.by_end.equal_range(entry->second.block.until);
  while (at != end && at->second != entry->first)
    ++at;
  if (at != end) shard.by_end.erase(at);
  shard.entries.erase(entry);
  size_.fetch_sub(1, std::memory_order_relaxed);
}

void BlockTable::add(const IpAddress& client, Block block) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  if (const auto known = shard.entries.find(client); known != shard.entries.end()) {
    if (known->second.block.until >= block.until) return;
    erase(shard, known);
  }
  while (shard.entries.size() >= shard_capacity_) {
    erase(shard, shard.entries.find(shard.by_age.begin()->second));
    evicted_.fetch_add(1, std::memory_order_relaxed);
  }
  const std::uint64_t sequence = shard.next_sequence++;
  shard.by_age.emplace(sequence, client);
  shard.by_end.emplace(block.until, client);
  shard.entries.emplace(client, Entry{std::move(block), sequence});
  size_.fetch_add(1, std::memory_order_relaxed);
}

std::optional<Block> BlockTable::find(const IpAddress& client, Monotonic now) {
  if (size() == 0) return std::nullopt;
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  const auto entry = shard.entries.find(client);
  if (entry == shard.entries.end()) return std::nullopt;
  if (entry->second.block.until > now) return entry->second.block;
  erase(shard, entry);
  return std::nullopt;
}

bool BlockTable::remove(const IpAddress& client) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  const auto entry = shard.entries.find(client);
  if (entry == shard.entries.end()) return false;
  erase(shard, entry);
  return true;
}

void BlockTable::sweep(Monotonic now) {
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    while (!shard.by_end.empty() && shard.by_end.begin()->first <= now)
      erase(shard, shard.entries.find(shard.by_end.begin()->second));
  }
}

size_t BlockTable::keep_if(const std::function<bool(const Block&)>& is_kept) {
  size_t dropped = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (auto entry = shard.entries.begin(); entry != shard.entries.end();) {
      const auto next = std::next(entry);
      if (!is_kept(entry->second.block)) {
        erase(shard, entry);
        ++dropped;
      }
      entry = next;
    }
  }
  return dropped;
}

std::vector<ListedBlock> BlockTable::list(Monotonic now, size_t limit) const {
  std::vector<ListedBlock> out;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [client, entry] : shard.entries) {
      if (entry.block.until > now) out.push_back({client, entry.block});
    }
  }
  std::sort(out.begin(), out.end(), [](const ListedBlock& a, const ListedBlock& b) {
    return a.client < b.client;
  });
  if (out.size() > limit) out.resize(limit);
  return out;
}

}  // namespace sig::daemon
