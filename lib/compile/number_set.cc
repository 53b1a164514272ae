#include "compile/number_set.h"

#include <algorithm>

#include "base/text.h"

namespace sig::compile {

NumberSet NumberSet::all(std::uint32_t most) {
  NumberSet out;
  out.most_ = most;
  out.ranges_ = {{0, most}};
  return out;
}

bool NumberSet::is_all() const {
  return ranges_.size() == 1 && ranges_[0].low == 0 && ranges_[0].high == most_;
}

void NumberSet::add(std::int64_t low, std::int64_t high) {
  low = std::max<std::int64_t>(low, 0);
  high = std::min<std::int64_t>(high, most_);
  if (low > high) return;
  ranges_.push_back({static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(high)});
}

void NumberSet::settle() {
  std::sort(
      ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) { return a.low < b.low; });
  std::vector<Range> joined;
  for (const Range& range : ranges_) {
    if (!joined.empty() && range.low <= std::uint64_t{joined.back().high} + 1) {
      joined.back().high = std::max(joined.back().high, range.high);
    } else {
      joined.push_back(range);
    }
  }
  ranges_ = std::move(joined);
}

std::optional<NumberSet> NumberSet::of(const Test& test, std::uint32_t most) {
  NumberSet out;
  out.most_ = most;
  switch (test.op) {
    case Operator::Equals:
    case Operator::OneOf:
      for (const std::string& value : test.values) {
        // As text: "080" is no port.
        const auto number = parse_unsigned(value);
        if (number && *number <= most && std::to_string(*number) == value) {
          out.add(static_cast<std::int64_t>(*number), static_cast<std::int64_t>(*number));
        }
      }
      break;
    case Operator::LessThan:
      if (test.number > 0) out.add(0, std::min<std::int64_t>(test.number - 1, most));
      break;
    case Operator::GreaterThan:
      if (test.number < most) out.add(test.number + 1, most);
      break;
    case Operator::Exists:
      if (test.wanted) out.add(0, most);
      break;
    default:
      return std::nullopt;
  }
  out.settle();
  return out;
}

NumberSet NumberSet::without() const {
  NumberSet out;
  out.most_ = most_;
  std::int64_t next = 0;
  for (const Range& range : ranges_) {
    out.add(next, std::int64_t{range.low} - 1);
    next = std::int64_t{range.high} + 1;
  }
  out.add(next, most_);
  return out;
}

NumberSet NumberSet::both(const NumberSet& other) const {
  NumberSet out;
  out.most_ = std::min(most_, other.most_);
  for (const Range& a : ranges_) {
    for (const Range& b : other.ranges_)
      out.add(std::max(a.low, b.low), std::min(a.high, b.high));
  }
  out.settle();
  return out;
}

}  // namespace sig::compile
