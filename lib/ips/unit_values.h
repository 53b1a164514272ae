#pragma once

#include <array>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ips/ruleset.h"

namespace sig::ips {

/// The values of one side of a transaction, by value class: as they came, or transformed once. One
/// thread; views live until the next begin().
class UnitValues {
 public:
  UnitValues(const Ruleset& ruleset, RegexBank& regexes);

  void begin(std::span<const protocol::AppValue> values);
  /// One more, behind those of begin().
  void add(const protocol::AppValue& value);
  bool has(IpsBuffer buffer) const { return !raw_[static_cast<size_t>(buffer)].empty(); }
  std::span<const std::string_view> of(std::uint32_t value_class);

 private:
  const Ruleset& ruleset_;
  RegexBank& regexes_;
  std::array<std::vector<std::string_view>, ips_buffer_count> raw_;
  std::vector<IpsBuffer> touched_;
  struct Cached {
    std::uint64_t epoch = 0;
    std::vector<std::string_view> values;
  };
  std::vector<Cached> cached_;  // by value class, of those with transforms
  std::deque<std::string> rooms_;
  size_t next_room_ = 0;
  std::uint64_t epoch_ = 0;
};

}  // namespace sig::ips
