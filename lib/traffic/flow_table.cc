#include "traffic/flow_table.h"

#include <cstring>

namespace sig::traffic {
namespace {

constexpr size_t bucket_count = 4096;

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

}  // namespace

std::uint64_t hash_of(const FlowKey& key) {
  std::uint64_t words[4];
  std::memcpy(words, key.addresses.data(), sizeof words);
  std::uint64_t hash =
      key.protocol | std::uint64_t{key.ports[0]} << 16U | std::uint64_t{key.ports[1]} << 32U;
  for (const std::uint64_t word : words)
    hash = mix(hash * 0x9e3779b97f4a7c15U + word);
  return hash;
}

FlowTable::~FlowTable() {
  for (Flow* first : buckets_) {
    while (first != nullptr) {
      const std::unique_ptr<Flow> flow(first);
      first = flow->chain;
    }
  }
}

Flow*& FlowTable::bucket(std::uint64_t hash) const {
  return buckets_[hash % bucket_count];
}

Flow* FlowTable::find(const FlowKey& key, std::uint64_t hash) const {
  if (buckets_.empty()) return nullptr;
  for (Flow* flow = bucket(hash); flow != nullptr; flow = flow->chain) {
    if (flow->hash == hash && flow->key == key) return flow;
  }
  return nullptr;
}

void FlowTable::insert(std::unique_ptr<Flow> flow, List list) {
  if (buckets_.empty()) buckets_.resize(bucket_count);
  Flow*& first = bucket(flow->hash);
  flow->chain = first;
  link(*flow, list);
  first = flow.release();
  ++size_;
}

std::unique_ptr<Flow> FlowTable::remove(Flow& flow) {
  unlink(flow);
  Flow** at = &bucket(flow.hash);
  while (*at != &flow)
    at = &(*at)->chain;
  *at = flow.chain;
  flow.chain = nullptr;
  --size_;
  return std::unique_ptr<Flow>(&flow);
}

void FlowTable::touch(Flow& flow, List list) {
  unlink(flow);
  link(flow, list);
}

Flow* FlowTable::oldest() const {
  Flow* first = oldest_[lasting];
  Flow* second = oldest_[short_lived];
  if (first == nullptr || second == nullptr) return first == nullptr ? second : first;
  return first->last.record < second->last.record ? first : second;
}

void FlowTable::link(Flow& flow, List list) {
  flow.list = list;
  flow.newer = nullptr;
  flow.older = newest_[list];
  if (newest_[list] != nullptr) newest_[list]->newer = &flow;
  newest_[list] = &flow;
  if (oldest_[list] == nullptr) oldest_[list] = &flow;
}

void FlowTable::unlink(Flow& flow) {
  if (flow.older != nullptr) flow.older->newer = flow.newer;
  if (flow.newer != nullptr) flow.newer->older = flow.older;
  if (oldest_[flow.list] == &flow) oldest_[flow.list] = flow.newer;
  if (newest_[flow.list] == &flow) newest_[flow.list] = flow.older;
  flow.older = flow.newer = nullptr;
}

}  // namespace sig::traffic
