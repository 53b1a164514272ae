#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sanitizer.h"

namespace sig::match {

/// How the matcher can run one regular expression.
enum class RegexEngine {
  Hyperscan,           ///< Hyperscan alone, linear time
  HyperscanThenPcre2,  ///< Hyperscan can only prefilter; PCRE2 confirms under limits
  Pcre2,               ///< Hyperscan refuses it: PCRE2 runs on every value, under limits
};

struct RegexReport {
  bool compiles = false;
  std::string error;  ///< why not, in plain words
  size_t error_offset = 0;
  RegexEngine engine = RegexEngine::Hyperscan;
  std::uint64_t compile_ns = 0;  ///< CPU
  std::uint64_t database_bytes = 0;
  bool matches_empty =
      false;  ///< matches the empty text wherever it looks, so it holds for every value
};

/// What one pattern may cost.
struct RegexBudget {
  /// A sanitizer makes compiling several times slower, which says nothing of the pattern.
  std::uint64_t compile_ns = is_sanitized ? 20'000'000'000 : 2'000'000'000;
  std::uint64_t database_bytes = 64U << 20U;
};

/// Where the child that compiles one pattern is ended.
constexpr std::uint64_t regex_cpu_seconds = is_sanitized ? 60 : 10;
constexpr std::uint64_t regex_memory_bytes = 2ULL << 30U;

/// Compiles one pattern in a bounded child. An error is one of ours (no fork); a bad pattern is a
/// report.
Result<RegexReport> examine_regex(std::string_view pattern, bool ignore_case);

/// An input that makes the pattern's confirming engine run into its limit.
struct PumpWitness {
  std::string input;  ///< what to feed it
  std::string shape;  ///< how it was made: `"a" x 30000 + "!"`
  std::uint64_t match_steps = 0;
  std::uint64_t cpu_ns = 0;
};

/// Pumps a pattern with hostile inputs built from its own literals and classes,
/// in a bounded child: of 10 to 10^6 bytes where PCRE2 must confirm it, of up to 1,000 bytes where
/// Hyperscan runs it alone. Nothing when all stay within the limits. `engine` is what examine_regex
/// found, so that it need not be found again.
Result<std::optional<PumpWitness>> pump_regex(std::string_view pattern,
                                              bool ignore_case,
                                              std::optional<RegexEngine> engine = std::nullopt);

}  // namespace sig::match
