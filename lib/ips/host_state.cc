#include "ips/host_state.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace sig::ips {
namespace {

constexpr size_t most_entries = 65536;

size_t mix(size_t seed, std::string_view bytes) {
  return (seed * 1099511628211ULL) ^ std::hash<std::string_view>()(bytes);
}
std::string_view view(const IpAddress& address) {
  return {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()};
}

bool has_ended(Time start, std::uint32_t seconds, Time now) {
  return now.ns - start.ns >= static_cast<std::int64_t>(seconds) * 1'000'000'000;
}

}  // namespace

size_t HostState::Hash::operator()(const Key& key) const {
  return mix(mix(key.rule * 31ULL + key.flow, view(key.a)), view(key.b));
}
size_t HostState::Hash::operator()(const BitKey& key) const {
  return mix(mix(std::hash<std::string>()(key.name), view(key.a)), view(key.b));
}

void HostState::make_room(Time now) {
  std::erase_if(windows_, [now](const auto& entry) {
    return has_ended(entry.second.start, entry.second.seconds, now);
  });
  if (windows_.size() < most_entries) return;
  std::vector<Time> starts;
  for (const auto& entry : windows_)
    starts.push_back(entry.second.start);
  const auto middle = starts.begin() + static_cast<std::ptrdiff_t>(starts.size() / 2);
  std::nth_element(starts.begin(), middle, starts.end());
  std::erase_if(windows_,
                [limit = *middle](const auto& entry) { return entry.second.start <= limit; });
}

bool HostState::passes_threshold(const IpsThreshold& threshold,
                                 std::uint32_t rule,
                                 const IpAddress& source,
                                 const IpAddress& destination,
                                 std::uint64_t flow,
                                 Time now) {
  Key key;
  key.rule = rule;
  switch (threshold.track) {
    case IpsThreshold::Track::Source:
      key.a = source;
      break;
    case IpsThreshold::Track::Destination:
      key.a = destination;
      break;
    case IpsThreshold::Track::Both:
      key.a = source;
      key.b = destination;
      break;
    case IpsThreshold::Track::Flow:
      key.flow = flow;
      break;
    case IpsThreshold::Track::Rule:
      break;
  }
  if (windows_.size() >= most_entries && !windows_.contains(key)) make_room(now);
  Window& window = windows_[key];
  const bool is_new = window.count == 0;
  if (is_new || has_ended(window.start, threshold.seconds, now)) {
    window = {now, 0, threshold.seconds};
  }
  ++window.count;
  switch (threshold.kind) {
    case IpsThreshold::Kind::Limit:
      return window.count <= threshold.count;
    case IpsThreshold::Kind::Threshold:
      if (window.count < threshold.count) return false;
      window.count = 0;
      window.start = now;
      return true;
    case IpsThreshold::Kind::Both:
      return window.count == threshold.count;
    case IpsThreshold::Kind::DetectionFilter:
      return window.count > threshold.count;
    case IpsThreshold::Kind::Backoff:
      return (window.count & (window.count - 1)) == 0;
  }
  return true;
}

bool HostState::bits(const IpsXbits& bits,
                     const IpAddress& source,
                     const IpAddress& destination,
                     Time now) {
  BitKey key{bits.name, {}, {}};
  switch (bits.track) {
    case IpsXbits::Track::Source:
      key.a = source;
      break;
    case IpsXbits::Track::Destination:
      key.a = destination;
      break;
    case IpsXbits::Track::Pair:
      key.a = std::min(source, destination);
      key.b = std::max(source, destination);
      break;
  }
  const auto found = bits_.find(key);
  const bool is_set = found != bits_.end() && now <= found->second;
  const Time until{now.ns + static_cast<std::int64_t>(bits.expire) * 1'000'000'000};
  switch (bits.command) {
    case IpsFlowbits::Command::IsSet:
      return is_set;
    case IpsFlowbits::Command::IsNotSet:
      return !is_set;
    case IpsFlowbits::Command::Unset:
      if (found != bits_.end()) bits_.erase(found);
      return true;
    case IpsFlowbits::Command::Toggle:
      if (is_set) {
        bits_.erase(found);
        return true;
      }
      break;
    case IpsFlowbits::Command::Set:
      break;
  }
  if (bits_.size() >= most_entries) {
    std::erase_if(bits_, [now](const auto& entry) { return entry.second < now; });
    if (bits_.size() >= most_entries) {
      forgotten_ += bits_.size();
      bits_.clear();
    }
  }
  bits_[std::move(key)] = until;
  return true;
}

}  // namespace sig::ips
