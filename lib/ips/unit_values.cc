#include "ips/unit_values.h"

namespace sig::ips {

UnitValues::UnitValues(const Ruleset& ruleset, RegexBank& regexes)
    : ruleset_(ruleset), regexes_(regexes), cached_(ruleset.value_classes().size()) {}

void UnitValues::begin(std::span<const protocol::AppValue> values) {
  for (const IpsBuffer buffer : touched_)
    raw_[static_cast<size_t>(buffer)].clear();
  touched_.clear();
  next_room_ = 0;
  ++epoch_;
  for (const protocol::AppValue& value : values)
    add(value);
}

void UnitValues::add(const protocol::AppValue& value) {
  auto& list = raw_[static_cast<size_t>(value.buffer)];
  if (list.empty()) touched_.push_back(value.buffer);
  list.push_back(value.bytes);
}

std::span<const std::string_view> UnitValues::of(std::uint32_t value_class) {
  const ValueClass& wanted = ruleset_.value_classes()[value_class];
  const auto& raw = raw_[static_cast<size_t>(wanted.buffer)];
  if (wanted.transforms.empty()) return raw;
  Cached& cached = cached_[value_class];
  if (cached.epoch == epoch_) return cached.values;
  cached.epoch = epoch_;
  cached.values.clear();
  for (const std::string_view value : raw) {
    if (next_room_ == rooms_.size()) rooms_.emplace_back();
    std::string& room = rooms_[next_room_++];
    cached.values.push_back(transformed(wanted.transforms, value, regexes_, room));
  }
  return cached.values;
}

}  // namespace sig::ips
