#include "match/rate.h"

#include <algorithm>
#include <limits>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace sig::match {
namespace {

struct Key {
  std::uint32_t signature = 0;
  std::string value;
  friend bool operator==(const Key&, const Key&) = default;
};
struct KeyHash {
  size_t operator()(const Key& key) const {
    return std::hash<std::string>()(key.value) * 31 + key.signature;
  }
};

/// The hits of one key that still count, sorted by time; never more than the rate's count.
struct Window {
  std::vector<std::int64_t> times;
  std::list<Key>::iterator age;
};

/// Times of recordings may be anything: no overflow.
std::int64_t start_of_window(std::int64_t newest, Seconds within) {
  constexpr std::int64_t second = 1000000000;
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::int64_t seconds = std::clamp<std::int64_t>(within.count(), 0, 9000000000);
  const std::int64_t width = seconds * second;
  return newest < least + width ? least : newest - width;
}

}  // namespace

/// Hits kept per key on average, so that a rate with a huge count cannot fill the memory.
constexpr size_t times_per_key = 8;

struct RateWindows::State {
  size_t max_keys = 0;
  size_t max_times = 0;
  size_t times = 0;  ///< kept in all windows
  std::uint64_t evicted = 0;
  std::list<Key> by_age;  ///< the key hit longest ago first
  std::unordered_map<Key, Window, KeyHash> windows;

  Window& window_of(Key key);
  void evict_oldest();
  void make_room();
};

void RateWindows::State::evict_oldest() {
  const auto oldest = windows.find(by_age.front());
  times -= oldest->second.times.size();
  windows.erase(oldest);
  by_age.pop_front();
  ++evicted;
}

/// The newest key is the one in hand: it goes last and only in part.
void RateWindows::State::make_room() {
  while (times > max_times && windows.size() > 1)
    evict_oldest();
  if (times <= max_times) return;
  std::vector<std::int64_t>& kept = windows.find(by_age.back())->second.times;
  kept.erase(kept.begin());
  --times;
  ++evicted;
}

Window& RateWindows::State::window_of(Key key) {
  const auto found = windows.find(key);
  if (found != windows.end()) {
    by_age.splice(by_age.end(), by_age, found->second.age);
    return found->second;
  }
  if (windows.size() >= max_keys) evict_oldest();
  Window window{{}, by_age.insert(by_age.end(), key)};
  return windows.emplace(std::move(key), std::move(window)).first->second;
}

RateWindows::RateWindows(size_t max_keys) : state_(std::make_unique<State>()) {
  state_->max_keys = std::max<size_t>(1, max_keys);
  state_->max_times = state_->max_keys * times_per_key;
}
RateWindows::~RateWindows() = default;
RateWindows::RateWindows(RateWindows&&) noexcept = default;

bool RateWindows::fires(std::uint32_t signature,
                        const Rate& rate,
                        std::string_view key,
                        Time time) {
  if (rate.count <= 1) return true;
  std::vector<std::int64_t>& times = state_->window_of({signature, std::string(key)}).times;
  const size_t before = times.size();
  times.insert(std::upper_bound(times.begin(), times.end(), time.ns), time.ns);
  // A hit at exactly the window's age no longer counts.
  const auto first =
      std::upper_bound(times.begin(), times.end(), start_of_window(times.back(), rate.within));
  times.erase(times.begin(), first);
  const bool is_full = times.size() >= rate.count;
  if (is_full) times.clear();
  state_->times += times.size() - before;  // may be less than before; the sum wraps back
  state_->make_room();
  return is_full;
}

std::uint64_t RateWindows::evicted() const {
  return state_->evicted;
}

}  // namespace sig::match
