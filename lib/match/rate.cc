#include "match/rate.h"

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <unordered_map>

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

}  // namespace

struct RateWindows::State {
  size_t max_keys = 0;
  std::uint64_t evicted = 0;
  std::list<Key> by_age;  ///< the key hit longest ago first
  std::unordered_map<Key, Window, KeyHash> windows;

  Window& window_of(Key key);
};

Window& RateWindows::State::window_of(Key key) {
  const auto found = windows.find(key);
  if (found != windows.end()) {
    by_age.splice(by_age.end(), by_age, found->second.age);
    return found->second;
  }
  if (windows.size() >= max_keys) {
    windows.erase(by_age.front());
    by_age.pop_front();
    ++evicted;
  }
  Window window{{}, by_age.insert(by_age.end(), key)};
  return windows.emplace(std::move(key), std::move(window)).first->second;
}

RateWindows::RateWindows(size_t max_keys) : state_(std::make_unique<State>()) {
  state_->max_keys = std::max<size_t>(1, max_keys);
}
RateWindows::~RateWindows() = default;
RateWindows::RateWindows(RateWindows&&) noexcept = default;

bool RateWindows::fires(std::uint32_t signature,
                        const Rate& rate,
                        std::string_view key,
                        Time time) {
  if (rate.count <= 1) return true;
  std::vector<std::int64_t>& times = state_->window_of({signature, std::string(key)}).times;
  const std::int64_t width = std::chrono::nanoseconds(rate.within).count();
  times.insert(std::upper_bound(times.begin(), times.end(), time.ns), time.ns);
  // A hit at exactly the window's age no longer counts.
  const std::int64_t newest = times.back();
  times.erase(times.begin(), std::upper_bound(times.begin(), times.end(), newest - width));
  if (times.size() < rate.count) return false;
  times.clear();
  return true;
}

std::uint64_t RateWindows::evicted() const {
  return state_->evicted;
}

}  // namespace sig::match
