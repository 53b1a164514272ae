#pragma once

#include <string_view>

#include "base/json.h"
#include "model/evidence.h"

namespace sig::replay {

inline constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view predicate_type = "https://sigctl.dev/replay-evidence/v1";

/// Caps of a document of evidence; what we write stays below them.
inline constexpr std::uint64_t max_count = 1ULL << 43U;  ///< sums of so many clients fit 64 bits
inline constexpr size_t max_clients = 1U << 20U;         ///< per corpus and surface
inline constexpr size_t max_rate_candidates = 1U << 20U;
inline constexpr size_t max_examples = 1000;  ///< per signature and corpus
inline constexpr size_t max_evidence_text = 4096;

/// The whole statement.
Json to_json(const Evidence& evidence);

/// What the traffic decides, of which Evidence::result_digest is the digest.
Json results_json(const Evidence& evidence);

/// An evidence's own consistency: sums of clients are the totals, names are sorted and known, the
/// digest is that of the results. The message says which number does not fit.
Status check_consistency(const Evidence& evidence, std::string_view name);

}  // namespace sig::replay
