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

std::string SurfaceRate::bound_words() const {
  if (!bound) return "";
  return fmt::format("at {} {} with 95 % confidence", is_upper ? "most" : "least", percent(*bound));
}

std::string SurfaceRate::sentence() const {
  return name + " " + percent(rate) + (bound ? ", " + bound_words() : "");
}

SurfaceRate surface_rate(const SurfaceCounts& counts, Label label) {
  const bool is_benign = label == Label::Benign;
  SurfaceRate out{.hits = is_benign ? counts.total.blocked[0] : counts.total.flagged,
                  .name = is_benign                ? "false positives"
                          : label == Label::Attack ? "detection"
                                                   : "flagged",
                  .bound = std::nullopt,
                  .is_upper = is_benign};
  if (counts.total.units > 0) {
    out.rate = static_cast<double>(out.hits) / static_cast<double>(counts.total.units);
  }
  if (label == Label::Unknown) return out;
  std::vector<statistics::Cluster> clusters;
  for (const auto& [client, units] : counts.clients)
    clusters.push_back({units.units, is_benign ? units.blocked[0] : units.flagged});
  out.bound = is_benign ? statistics::clustered_upper_bound(clusters, 0.95).worse
                        : statistics::clustered_lower_bound(clusters, 0.95).worse;
  return out;
}

std::uint64_t benign_hits(const SignatureEvidence& signature, const Evidence& evidence) {
  return hits_on(signature, evidence, Label::Benign);
}

std::uint64_t attack_hits(const SignatureEvidence& signature, const Evidence& evidence) {
  return hits_on(signature, evidence, Label::Attack);
}

}  // namespace sig::cli
