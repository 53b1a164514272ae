#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sig::match {

/// A text that gets a matcher to a repeated part of a pattern, and one round of that part.
struct PumpSeed {
  std::string prefix;
  std::string unit;
  friend auto operator<=>(const PumpSeed&, const PumpSeed&) = default;
};

/// What a reading of the pattern offers for pumping. A guess, not a proof: syntax that the reader
/// does not know is taken as plain text.
struct RegexSeeds {
  std::vector<PumpSeed> seeds;  ///< at most 64, without repetition
  std::string sample;           ///< likely to match the whole pattern; at most 4 KiB
};

RegexSeeds read_regex_seeds(std::string_view pattern);

}  // namespace sig::match
