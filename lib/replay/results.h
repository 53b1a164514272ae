#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/evidence.h"

namespace sig::replay {

/// Counts hits of signatures with a rate on events that have no time: they never fire.
inline constexpr std::string_view undated_reason = "rate: hit without a time";
/// Counts keys that RateWindows forgot for want of memory.
inline constexpr std::string_view evicted_reason = "rate: forgotten key";

/// The canonical line of a hit in Evidence::hits, made in `buffer`.
std::string_view hit_line(std::string& buffer,
                          std::string_view corpus,
                          std::string_view file,
                          std::uint64_t record,
                          std::uint32_t transaction,
                          std::string_view signature,
                          std::string_view what = "hit");

/// By file, record and transaction; by client and text where several units stand there.
bool is_before(const HitExample& a, const HitExample& b);

/// Sorts examples by file, record and transaction and keeps the first `count`.
void keep_first(std::vector<HitExample>& examples, size_t count);

std::string too_many_candidates();
std::string too_many_clients(std::string_view corpus);

/// A rate hit that fired, for on_hit.
struct FiredRate {
  size_t signature = 0;  ///< index into Evidence::signatures
  std::string corpus;
  HitExample where;
};

/// Ends an evidence or a part of one: bounds, sorted reasons, result digest; and where all shards
/// are together, rate windows are applied to the candidates (which are cleared) and the counts are
/// compared with what was pinned. Gives the rate hits that fired, in the order of places.
std::vector<FiredRate> settle(Evidence& evidence);

/// Applies the rate windows to all candidates; part of settle.
std::vector<FiredRate> apply_rates(Evidence& evidence);

bool is_complete(const Evidence& evidence);

}  // namespace sig::replay
