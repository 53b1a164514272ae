#include "ips/address_classes.h"

#include <algorithm>
#include <set>

namespace sig::ips {
namespace {

template <class Range>
std::string key_of(const std::vector<Range>& in, const std::vector<Range>& out) {
  std::string key;
  const auto put = [&key](const std::vector<Range>& ranges) {
    for (const Range& range : ranges) {
      key.append(reinterpret_cast<const char*>(&range), sizeof(Range));
    }
  };
  put(in);
  key.push_back('|');
  put(out);
  return key;
}

/// The address behind; false at the end of all addresses.
bool increment(IpAddress& address) {
  for (size_t i = address.bytes.size(); i-- > 0;) {
    if (++address.bytes[i] != 0) return true;
  }
  return false;
}

/// Gives equal bit patterns one number.
std::uint32_t class_number(const std::vector<std::uint64_t>& bits,
                           std::map<std::vector<std::uint64_t>, std::uint32_t>& known,
                           std::vector<std::uint64_t>& all) {
  const auto [place, is_new] = known.emplace(bits, static_cast<std::uint32_t>(known.size()));
  if (is_new) all.insert(all.end(), bits.begin(), bits.end());
  return place->second;
}

/// For one set: the sorted starts at which membership changes are marked in `inside` by interval.
/// Ranges of a set are few, but all sets together have tens of thousands: each is placed by binary
/// search.
void mark(const std::vector<IpAddress>& starts,
          const std::vector<IpsAddressRange>& ranges,
          std::vector<bool>& inside,
          bool value) {
  for (const IpsAddressRange& range : ranges) {
    auto at = std::lower_bound(starts.begin(), starts.end(), range.low);
    for (; at != starts.end() && *at <= range.high; ++at) {
      inside[static_cast<size_t>(at - starts.begin())] = value;
    }
  }
}

}  // namespace

std::uint32_t AddressClasses::add(const IpsAddressSet& set) {
  if (sets_.empty()) sets_.emplace_back();  // any
  if (set.any && set.out.empty()) return any;
  const auto [place, is_new] = numbers_.emplace(key_of(set.in, set.out),
                                                static_cast<std::uint32_t>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return place->second;
}

void AddressClasses::build() {
  if (sets_.empty()) sets_.emplace_back();
  std::set<IpAddress> points{IpAddress{}};
  for (const IpsAddressSet& set : sets_) {
    for (const auto* ranges : {&set.in, &set.out}) {
      for (const IpsAddressRange& range : *ranges) {
        points.insert(range.low);
        IpAddress behind = range.high;
        if (increment(behind)) points.insert(behind);
      }
    }
  }
  starts_.assign(points.begin(), points.end());
  words_ = (sets_.size() + 63) / 64;
  std::vector<std::vector<std::uint64_t>> rows(starts_.size(), std::vector<std::uint64_t>(words_));
  std::vector<bool> inside(starts_.size());
  for (size_t number = 1; number < sets_.size(); ++number) {
    const IpsAddressSet& set = sets_[number];
    const bool all = set.any || (set.in.empty() && !set.out.empty());
    std::fill(inside.begin(), inside.end(), all);
    mark(starts_, set.in, inside, true);
    mark(starts_, set.out, inside, false);
    for (size_t i = 0; i < starts_.size(); ++i) {
      if (inside[i]) rows[i][number / 64] |= 1ULL << (number % 64);
    }
  }
  std::map<std::vector<std::uint64_t>, std::uint32_t> known;
  for (const auto& row : rows) {
    classes_.push_back(class_number(row, known, bits_));
  }
}

std::uint32_t AddressClasses::class_of(const IpAddress& address) const {
  const auto behind = std::upper_bound(starts_.begin(), starts_.end(), address);
  return classes_[static_cast<size_t>(behind - starts_.begin()) - 1];
}

size_t AddressClasses::memory_bytes() const {
  return starts_.size() * sizeof(IpAddress) + classes_.size() * 4 + bits_.size() * 8;
}

std::uint32_t PortClasses::add(const IpsPortSet& set) {
  if (sets_.empty()) sets_.emplace_back();
  if (set.any && set.out.empty()) return any;
  const auto [place, is_new] = numbers_.emplace(key_of(set.in, set.out),
                                                static_cast<std::uint32_t>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return place->second;
}

void PortClasses::build() {
  if (sets_.empty()) sets_.emplace_back();
  words_ = (sets_.size() + 63) / 64;
  std::vector<std::uint64_t> rows(words_ * 65536);
  for (size_t number = 1; number < sets_.size(); ++number) {
    const IpsPortSet& set = sets_[number];
    const std::uint64_t one = 1ULL << (number % 64);
    const auto each = [&](std::uint32_t low, std::uint32_t high, bool value) {
      for (std::uint32_t port = low; port <= high; ++port) {
        std::uint64_t& word = rows[port * words_ + number / 64];
        word = value ? word | one : word & ~one;
      }
    };
    if (set.any || (set.in.empty() && !set.out.empty())) each(0, 65535, true);
    for (const IpsPortRange& range : set.in)
      each(range.low, range.high, true);
    for (const IpsPortRange& range : set.out)
      each(range.low, range.high, false);
  }
  std::map<std::vector<std::uint64_t>, std::uint32_t> known;
  classes_.resize(65536);
  std::vector<std::uint64_t> row(words_);
  for (size_t port = 0; port < 65536; ++port) {
    row.assign(rows.begin() + static_cast<std::ptrdiff_t>(port * words_),
               rows.begin() + static_cast<std::ptrdiff_t>((port + 1) * words_));
    classes_[port] = class_number(row, known, bits_);
  }
}

}  // namespace sig::ips
