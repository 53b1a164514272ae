#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "match/hyperscan.h"
#include "match/matcher.h"

namespace sig::match {

/// Patterns that share one database.
struct PatternGroup {
  std::vector<HsPattern> patterns;
  std::vector<std::uint32_t> owners;  ///< per pattern: whatever the caller wants to find again
  std::unique_ptr<const HsDatabase> database;
};

/// A pattern that cannot be compiled: which (by its owner), and why.
struct PatternRefusal {
  std::uint32_t owner = 0;
  std::string reason;
};

/// What one group may cost.
constexpr std::uint64_t group_cpu_seconds = 10;
constexpr std::uint64_t group_memory_bytes = 2ULL << 30U;
/// Compiles groups or takes them from the cache, in parallel children. A group that breaks its
/// budget is split until the pattern to blame is alone, so more groups may come out than went in;
/// their order depends on the input alone. On a refusal nothing comes out and `refusal` says why.
Result<std::vector<PatternGroup>> compile_groups(std::vector<PatternGroup> groups,
                                                 const CompileOptions& options,
                                                 std::optional<PatternRefusal>& refusal);

}  // namespace sig::match
