#include <algorithm>
#include <map>
#include <tuple>

#include "match/rate.h"
#include "replay/results.h"
#include "replay/unit_verdict.h"

namespace sig::replay {
namespace {

/// A unit that a rate has hit: several may hit the same one.
using UnitPlace = std::tuple<Surface, std::string, std::uint64_t, std::uint32_t, std::string>;

/// Applies the windows on one corpus; candidates come sorted by time and place.
class RatePass {
 public:
  RatePass(Evidence& evidence, CorpusRun& run) : evidence_(evidence), run_(run) {}

  void add(const RateCandidate& candidate, std::vector<FiredRate>& fired) {
    const auto found = std::lower_bound(
        evidence_.signatures.begin(),
        evidence_.signatures.end(),
        candidate.signature,
        [](const SignatureEvidence& row, const std::string& id) { return row.id < id; });
    if (found == evidence_.signatures.end() || found->id != candidate.signature || !found->rate) {
      return;
    }
    const auto index = static_cast<size_t>(found - evidence_.signatures.begin());
    const bool fires = windows_.fires(
        static_cast<std::uint32_t>(index), *found->rate, candidate.key, candidate.time);
    if (!fires) return;
    count(*found, candidate);
    fired.push_back({index, run_.name, candidate.where});
  }

  void finish() {
    if (windows_.evicted() > 0) run_.reasons[std::string(evicted_reason)] += windows_.evicted();
  }

 private:
  void count(SignatureEvidence& signature, const RateCandidate& candidate) {
    const HitExample& where = candidate.where;
    SignatureOnCorpus& counts = signature.corpora[run_.name];
    ++counts.hits;
    ++counts.clients[where.client];
    counts.examples.push_back(where);
    evidence_.hits.add(
        hit_line(line_, run_.name, where.file, where.record, where.transaction, signature.id));
    const UnitVerdict before{
        candidate.is_flagged, candidate.is_undecided, candidate.blocked_levels};
    UnitVerdict& verdict =
        units_
            .try_emplace({signature.on, where.file, where.record, where.transaction, where.client},
                         before)
            .first->second;
    SurfaceCounts& surface = run_.surfaces[signature.on];
    UnitCounts& client = surface.clients[where.client];
    for (UnitCounts* into : {&surface.total, &client})
      count_verdict(*into, verdict, -1);
    verdict.add_hit(blocking_levels(signature.action, signature.confidence));
    for (UnitCounts* into : {&surface.total, &client})
      count_verdict(*into, verdict);
  }

  Evidence& evidence_;
  CorpusRun& run_;
  match::RateWindows windows_;
  std::map<UnitPlace, UnitVerdict> units_;
  std::string line_;
};

}  // namespace

std::vector<FiredRate> apply_rates(Evidence& evidence) {
  std::vector<FiredRate> fired;
  for (CorpusRun& run : evidence.corpora) {
    RatePass pass(evidence, run);
    for (const RateCandidate& candidate : evidence.rate_candidates) {
      if (candidate.corpus == run.name) pass.add(candidate, fired);
    }
    pass.finish();
  }
  for (SignatureEvidence& signature : evidence.signatures) {
    if (!signature.rate) continue;
    for (auto& [corpus, counts] : signature.corpora)
      keep_first(counts.examples, evidence.examples_kept);
  }
  evidence.rate_candidates.clear();
  std::sort(fired.begin(), fired.end(), [](const FiredRate& a, const FiredRate& b) {
    return std::tie(a.corpus, a.where.file, a.where.record, a.where.transaction, a.signature) <
           std::tie(b.corpus, b.where.file, b.where.record, b.where.transaction, b.signature);
  });
  return fired;
}

}  // namespace sig::replay
