#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/evidence.h"

namespace sig::cli {

/// What one corpus shows on one surface: on benign traffic the units that blocking signatures flag,
/// with an upper 95 % bound (false positives); on attacks all flagged units, with a lower one
/// (detection); of traffic without a label the flagged units, with none.
struct SurfaceRate {
  std::uint64_t hits = 0;
  double rate = 0;
  std::string name;  ///< "false positives", "detection" or "flagged"
  std::optional<double> bound;
  bool is_upper = true;             ///< the bound
  std::string bound_words() const;  ///< "at most 0.034 % with 95 % confidence"; may be empty
  std::string sentence() const;
};
SurfaceRate surface_rate(const SurfaceCounts& counts, Label label);

/// 0.000345 -> "0.0345 %".
std::string percent(double share);

std::uint64_t benign_hits(const SignatureEvidence& signature, const Evidence& evidence);
std::uint64_t attack_hits(const SignatureEvidence& signature, const Evidence& evidence);

}  // namespace sig::cli
