#include "cli/render/rates.h"

#include <fmt/format.h>

#include "base/statistics.h"

namespace sig::cli {
namespace {

std::uint64_t hits_on(const SignatureEvidence& signature, const Evidence& evidence, Label label) {
  std::uint64_t hits = 0;
  for (const CorpusRun& corpus : evidence.corpora) {
    const auto found = signature.corpora.find(corpus.name);
    if (corpus.label == label && found != signature.corpora.end()) hits += found->second.hits;
  }
  return hits;
}

}  // namespace

std::string percent(double share) {
  return fmt::format("{:.3g} %", share * 100);
}

SurfaceRate surface_rate(const SurfaceCounts& counts, Label label) {
  SurfaceRate out;
  out.is_upper = label != Label::Attack;
  std::vector<statistics::Cluster> clusters;
  for (const auto& [client, units] : counts.clients) {
    clusters.push_back({units.units, out.is_upper ? units.blocked[0] : units.flagged});
  }
  const std::uint64_t hits = out.is_upper ? counts.total.blocked[0] : counts.total.flagged;
  if (counts.total.units > 0) {
    out.rate = static_cast<double>(hits) / static_cast<double>(counts.total.units);
  }
  out.bound = out.is_upper ? statistics::clustered_upper_bound(clusters, 0.95).worse
                           : statistics::clustered_lower_bound(clusters, 0.95).worse;
  out.sentence = fmt::format("{} {}, at {} {} with 95 % confidence",
                             out.is_upper ? "false positives" : "detection",
                             percent(out.rate),
                             out.is_upper ? "most" : "least",
                             percent(out.bound));
  return out;
}

std::uint64_t benign_hits(const SignatureEvidence& signature, const Evidence& evidence) {
  return hits_on(signature, evidence, Label::Benign);
}

std::uint64_t attack_hits(const SignatureEvidence& signature, const Evidence& evidence) {
  return hits_on(signature, evidence, Label::Attack);
}

}  // namespace sig::cli
