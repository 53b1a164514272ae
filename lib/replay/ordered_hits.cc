#include "replay/ordered_hits.h"

namespace sig::replay {
namespace {

size_t bytes_of(const HitEvent& hit) {
  size_t out = sizeof(HitEvent) + hit.example.shown.size() + hit.example.file.size();
  for (const MatchedPart& part : hit.example.parts)
    out += sizeof(MatchedPart) + part.field.size() + part.matched.size() + part.shown.size();
  return out;
}

}  // namespace

OrderedHits::OrderedHits(size_t items, std::function<void(const HitEvent&)> receiver, size_t limit)
    : receiver_(std::move(receiver)), limit_(limit), items_(items) {}

void OrderedHits::hand_over(Waiting& waiting) {
  for (const HitEvent& hit : waiting.hits)
    receiver_(hit);
  waiting.hits.clear();
  waiting.bytes = 0;
}

void OrderedHits::add(size_t item, HitEvent hit) {
  std::unique_lock lock(mutex_);
  Waiting& waiting = items_[item];
  const size_t bytes = bytes_of(hit);
  turn_.wait(lock, [&] { return item == first_ || waiting.bytes + bytes <= limit_; });
  if (item == first_) {
    receiver_(hit);
    return;
  }
  waiting.bytes += bytes;
  waiting.hits.push_back(std::move(hit));
}

void OrderedHits::finish(size_t item) {
  const std::lock_guard lock(mutex_);
  items_[item].is_finished = true;
  while (first_ < items_.size() && items_[first_].is_finished) {
    hand_over(items_[first_]);
    ++first_;
  }
  if (first_ < items_.size()) hand_over(items_[first_]);
  turn_.notify_all();
}

}  // namespace sig::replay
