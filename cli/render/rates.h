#pragma once

#include <cstdint>
#include <string>

#include "model/evidence.h"

namespace sig::cli {

/// The share of units that blocking signatures flag, with its 95 % bound: an upper one on benign
/// traffic (false positives), a lower one of all flagged units on attacks (detection).
struct SurfaceRate {
  double rate = 0;
  double bound = 1;
  bool is_upper = true;
  std::string sentence;  ///< "false positives 0.012 %, at most 0.034 % with 95 % confidence"
};
SurfaceRate surface_rate(const SurfaceCounts& counts, Label label);

/// 0.000345 -> "0.0345 %".
std::string percent(double share);

std::uint64_t benign_hits(const SignatureEvidence& signature, const Evidence& evidence);
std::uint64_t attack_hits(const SignatureEvidence& signature, const Evidence& evidence);

}  // namespace sig::cli
