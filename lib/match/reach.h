#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/program.h"

namespace sig::match {

/// Numbers the sets of signatures that events can reach. An event can reach a signature when the
/// condition could be true with the fields that the event has, whatever their values. One thread;
/// no allocation for combinations of fields seen before. Bounded: past `max_bytes` of tables, new
/// combinations count as class 0, "nothing", which understates reach and never overstates it.
class ReachClasses {
 public:
  static constexpr size_t max_bytes = 128U << 20U;

  explicit ReachClasses(const Program& program);

  /// `present`: a byte per slot, 1 when the event has the field.
  std::uint32_t class_of(std::uint32_t surfaces, std::string_view present);
  std::span<const std::uint32_t> reachable(std::uint32_t number) const;
  std::uint32_t count() const { return static_cast<std::uint32_t>(sets_.size()); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::uint32_t add(std::uint32_t surfaces, std::string_view present);
  Truth truth(std::uint32_t node, std::string_view present) const;

  const Program& program_;
  std::string key_;
  std::uint32_t last_surfaces_ = 0;  ///< no event has none
  std::string last_present_;
  std::uint32_t last_ = 0;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> by_fields_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers_;
  std::vector<std::vector<std::uint32_t>> sets_;
  size_t bytes_ = 0;
};

}  // namespace sig::match
