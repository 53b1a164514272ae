#include "ips/flow_table.h"

#include <cstring>

namespace sig::ips {
namespace {

std::uint64_t mix(std::uint64_t value) {
  // The finalizer of splitmix64 (Steele, Lea, Flood 2014).
  value ^= value >> 30U;
  value *= 0xbf58476d1ce4e5b9ULL;
  value ^= value >> 27U;
  value *= 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

std::uint64_t half(const IpAddress& address, size_t at) {
  std::uint64_t value = 0;
  std::memcpy(&value, address.bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

std::uint64_t hash_of(const FlowKey& key) {
  std::uint64_t hash = half(key.low, 8) * 0x9e3779b97f4a7c15ULL ^ half(key.high, 8);
  hash = mix(hash + half(key.low, 0) * 31 + half(key.high, 0));
  const std::uint64_t rest =
      (std::uint64_t{key.low_port} << 48U) | (std::uint64_t{key.high_port} << 32U) |
      (std::uint64_t{key.vlan} << 8U) | key.protocol | (key.is_v6 ? 0x80000000ULL : 0);
  return mix(hash ^ rest);
}

FlowTable::FlowTable() : buckets_(1024) {}

FlowSlot* FlowTable::find(const FlowKey& key, std::uint64_t hash) {
  for (FlowSlot* slot = buckets_[hash & (buckets_.size() - 1)]; slot != nullptr;
       slot = slot->chain) {
    if (slot->hash == hash && slot->key == key) return slot;
  }
  return nullptr;
}

FlowSlot& FlowTable::open(const FlowKey& key, std::uint64_t hash) {
  if (size_ >= buckets_.size()) grow();
  FlowSlot* slot = spare_;
  if (slot != nullptr) {
    spare_ = slot->chain;
  } else {
    slot = &slots_.emplace_back();
  }
  slot->key = key;
  slot->hash = hash;
  FlowSlot*& bucket = buckets_[hash & (buckets_.size() - 1)];
  slot->chain = bucket;
  bucket = slot;
  link_newest(*slot);
  ++size_;
  return *slot;
}

void FlowTable::grow() {
  std::vector<FlowSlot*> larger(buckets_.size() * 2);
  for (FlowSlot* slot : buckets_) {
    while (slot != nullptr) {
      FlowSlot* next = slot->chain;
      FlowSlot*& bucket = larger[slot->hash & (larger.size() - 1)];
      slot->chain = bucket;
      bucket = slot;
      slot = next;
    }
  }
  buckets_.swap(larger);
}

void FlowTable::link_newest(FlowSlot& slot) {
  slot.newer = nullptr;
  slot.older = newest_;
  if (newest_ != nullptr) newest_->newer = &slot;
  newest_ = &slot;
  if (oldest_ == nullptr) oldest_ = &slot;
}

void FlowTable::unlink(FlowSlot& slot) {
  (slot.older != nullptr ? slot.older->newer : oldest_) = slot.newer;
  (slot.newer != nullptr ? slot.newer->older : newest_) = slot.older;
}

void FlowTable::touch(FlowSlot& slot) {
  if (newest_ == &slot) return;
  unlink(slot);
  link_newest(slot);
}

void FlowTable::close(FlowSlot& slot) {
  FlowSlot** at = &buckets_[slot.hash & (buckets_.size() - 1)];
  while (*at != &slot)
    at = &(*at)->chain;
  *at = slot.chain;
  unlink(slot);
  slot.flow = Flow();
  slot.tcp = TcpSession{};
  slot.chain = spare_;
  spare_ = &slot;
  --size_;
}

}  // namespace sig::ips
