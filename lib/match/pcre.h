#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "match/reference.h"

namespace sig::match {

/// Limits of one PCRE2 match (pcre2api(3), pcre2_set_match_limit): reaching one is "undecided".
struct PcreLimits {
  std::uint32_t match = 100000;  ///< per position where a match may begin
  std::uint64_t total = 200000000;
  std::uint32_t depth = 10000;
  std::uint32_t heap_kib = 16384;
  std::uint32_t jit_stack_bytes = 256U << 10U;

  /// PCRE2 counts anew at each position, so a long text could cost its length times the limit;
  /// this keeps the sum under `total`, about a quarter of a second.
  std::uint32_t match_for(size_t text_size) const {
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(total / (text_size + 1), 100, match));
  }
};

/// Why PCRE2 does not take a pattern.
struct PcreError {
  std::string message;
  size_t offset = 0;
};

/// A compiled pattern, bytes not characters. Immutable; shared by threads.
class Pcre {
 public:
  /// Null, with `error` filled, when the pattern is bad.
  static std::unique_ptr<const Pcre> compile(std::string_view pattern,
                                             bool ignore_case,
                                             PcreError& error);
  /// Whether it would compile, without the cost of JIT.
  static std::optional<PcreError> check(std::string_view pattern, bool ignore_case);
  ~Pcre();
  Pcre(const Pcre&) = delete;
  Pcre& operator=(const Pcre&) = delete;

  size_t memory_bytes() const;

 private:
  friend class PcreMatcher;
  struct State;
  explicit Pcre(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct PcreMatch {
  Truth truth = Truth::No;
  size_t start = 0;
  size_t length = 0;
};

/// One thread's room for matching. No allocation per match while JIT runs the pattern.
class PcreMatcher {
 public:
  explicit PcreMatcher(const PcreLimits& limits = {});
  ~PcreMatcher();
  PcreMatcher(PcreMatcher&&) noexcept;

  /// Where the whole pattern stands, or its first group (nothing where that took no part).
  PcreMatch match(const Pcre& pattern, std::string_view text, bool first_group = false);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sig::match
