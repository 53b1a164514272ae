#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "model/signature.h"

namespace sig::testing {

/// Seeded choices; the same on every machine (no std::uniform_int_distribution, whose results the
/// standard leaves open).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  size_t below(size_t limit) { return static_cast<size_t>(engine_() % limit); }
  bool one_in(size_t limit) { return below(limit) == 0; }
  template <class Range>
  const auto& of(const Range& range) {
    return range[below(std::size(range))];
  }

 private:
  std::mt19937_64 engine_;
};

/// A signature of random shape whose operands come from a small pool, so that events made from
/// the same pool (random_events.h) often match.
Signature random_signature(Dice& dice, size_t number);

/// Words, escapes and odds and ends that operands and values are made of.
std::string random_text(Dice& dice);

/// A small regular expression over the same pool.
std::string random_regex(Dice& dice);

}  // namespace sig::testing
