#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/statistics.h"
#include "base/text.h"
#include "promote/gate_case.h"
#include "promote/gate_text.h"

namespace sig::promote {
namespace {

using statistics::Cluster;
using statistics::ClusteredBound;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// What could not be decided counts against the bundle: as hit on benign traffic.
std::vector<Cluster> blocked_clusters(const SurfaceCounts& counts, size_t level) {
  std::vector<Cluster> out;
  out.reserve(counts.clients.size());
  for (const auto& [client, of] : counts.clients) {
    out.push_back({of.units, of.blocked[level] + of.undecided});
  }
  return out;
}

std::string confidence_text(double confidence) {
  return percent(confidence);
}

/// "2 of 3 000 requests blocked (0.0667 %), 1 of 40 clients; at 95 % at most 0.3 % of requests ..."
std::string describe(const ClusteredBound& bound, Surface surface, double confidence) {
  return fmt::format(
      "{} of {} blocked ({}), {} of {}; at {} confidence the rate is at most {} by {}s "
      "(design effect {:.1f}) and {} by clients",
      with_thousands(bound.hits),
      counted(bound.units, unit_name(surface)),
      percent(share(bound.hits, bound.units)),
      with_thousands(bound.clients_hit),
      counted(bound.clients, "client"),
      confidence_text(confidence),
      percent(bound.by_requests),
      unit_name(surface),
      bound.design_effect,
      percent(bound.by_clients));
}

/// What would be enough, if nothing more was hit.
std::string still_needed(const ClusteredBound& bound, double limit, double confidence) {
  if (bound.by_clients > limit) {
    const std::uint64_t needed = statistics::trials_needed(limit, confidence, bound.clients_hit);
    return fmt::format("record at least {} more that are not blocked, {} in all",
                       counted(needed - std::min(needed, bound.clients), "client"),
                       with_thousands(needed));
  }
  const auto hits = static_cast<double>(bound.hits) / bound.design_effect;
  const std::uint64_t needed =
      statistics::trials_needed(limit, confidence, static_cast<std::uint64_t>(std::ceil(hits)));
  return fmt::format(
      "record more clients that are not blocked: the requests here count as {} independent ones, "
      "{} are needed",
      with_thousands(static_cast<std::uint64_t>(bound.effective_units)),
      with_thousands(needed));
}

Verdict judge_upper(const ClusteredBound& bound, double limit) {
  if (bound.units == 0) return Verdict::NotEnoughEvidence;
  if (bound.worse <= limit) return Verdict::Pass;
  return share(bound.hits, bound.units) > limit ? Verdict::Fail : Verdict::NotEnoughEvidence;
}

std::set<Surface> blocking_surfaces(const GateCase& gate) {
  std::set<Surface> out;
  for (const ManifestSignature& signature : gate.facts.bundle.signatures) {
    if (gate.blocks(signature.action, signature.confidence)) out.insert(signature.on);
  }
  return out;
}

void judge_surface(const CorpusView& view,
                   Surface surface,
                   const SurfaceCounts& counts,
                   const GateCase& gate,
                   Decision& decision) {
  const FalsePositiveGate& policy = *gate.policy.false_positives;
  const double limit = policy.max_rate.value;
  const double confidence = policy.confidence.value;
  const ClusteredBound bound =
      statistics::clustered_upper_bound(blocked_clusters(counts, gate.level), confidence);
  const Verdict verdict = judge_upper(bound, limit);
  std::string message = describe(bound, surface, confidence);
  if (counts.total.undecided > 0) {
    message +=
        fmt::format("; {} undecided counted as blocked", with_thousands(counts.total.undecided));
  }
  std::string hint;
  if (verdict == Verdict::Fail) hint = "see the report for the requests that were blocked";
  if (verdict == Verdict::NotEnoughEvidence) hint = still_needed(bound, limit, confidence);
  decision.reasons.push_back({"false-positives",
                              verdict,
                              view.run->name,
                              std::move(message),
                              limit_text(percent(limit), policy.max_rate),
                              std::move(hint)});
}

}  // namespace

void judge_false_positives(GateCase& gate, Decision& decision) {
  if (!gate.policy.false_positives) return;
  const FalsePositiveGate& policy = *gate.policy.false_positives;
  const std::string limit = limit_text(percent(policy.max_rate.value), policy.max_rate);
  const std::set<Surface> surfaces = blocking_surfaces(gate);
  if (surfaces.empty()) {
    decision.reasons.push_back({"false-positives",
                                Verdict::Pass,
                                "",
                                "no signature of the bundle blocks here",
                                limit,
                                ""});
    return;
  }
  std::set<Surface> seen;
  for (const std::string& corpus : policy.corpora) {
    for (const CorpusView& view : gate.views(corpus)) {
      for (const auto& [surface, counts] : view.run->surfaces) {
        if (!surfaces.contains(surface) || counts.total.units == 0) continue;
        seen.insert(surface);
        judge_surface(view, surface, counts, gate, decision);
      }
    }
  }
  for (const Surface surface : surfaces) {
    if (seen.contains(surface)) continue;
    decision.reasons.push_back(
        {"false-positives",
         Verdict::NotEnoughEvidence,
         join(policy.corpora, ", "),
         fmt::format("blocking signatures look at {}s, and there is none in the benign traffic",
                     unit_name(surface)),
         limit,
         "add benign traffic that has them, or let these signatures alert only"});
  }
}

namespace {

/// Hits of one signature among the units of each client of its surface.
std::vector<Cluster> signature_clusters(const SurfaceCounts& counts,
                                        const SignatureOnCorpus& of_signature) {
  std::vector<Cluster> out;
  out.reserve(counts.clients.size());
  for (const auto& [client, of] : counts.clients) {
    const auto hits = of_signature.clients.find(client);
    out.push_back({of.units, hits == of_signature.clients.end() ? 0 : hits->second});
  }
  return out;
}

const SignatureEvidence* find_signature(const Evidence& evidence, const std::string& id) {
  const auto found = std::lower_bound(
      evidence.signatures.begin(),
      evidence.signatures.end(),
      id,
      [](const SignatureEvidence& row, const std::string& wanted) { return row.id < wanted; });
  return found != evidence.signatures.end() && found->id == id ? &*found : nullptr;
}

/// One changed signature that hits benign traffic on one corpus. The bundle's bound holds for each
/// of its signatures at once, since a signature hits no more than the bundle does; what stands here
/// names who is to blame, at the confidence that so many comparisons need (Bonferroni).
void judge_changed(const CorpusView& view,
                   const std::string& id,
                   const GateCase& gate,
                   Decision& decision) {
  const SignatureEvidence* signature = find_signature(*view.evidence, id);
  if (signature == nullptr) return;
  const auto of_signature = signature->corpora.find(view.run->name);
  const auto surface = view.run->surfaces.find(signature->on);
  if (of_signature == signature->corpora.end() || of_signature->second.hits == 0 ||
      surface == view.run->surfaces.end()) {
    return;
  }
  const FalsePositiveGate& policy = *gate.policy.false_positives;
  const auto changed = static_cast<double>(gate.changed.size());
  const double confidence = 1 - (1 - policy.confidence.value) / changed;
  const ClusteredBound own = statistics::clustered_upper_bound(
      signature_clusters(surface->second, of_signature->second), confidence);
  const ClusteredBound whole = statistics::clustered_upper_bound(
      blocked_clusters(surface->second, gate.level), policy.confidence.value);
  const double limit = policy.max_rate.value;
  const Verdict verdict = whole.worse <= limit ? Verdict::Pass : judge_upper(own, limit);
  decision.reasons.push_back(
      {"changed-signature",
       verdict,
       id,
       fmt::format("on {}: {} (one of {})",
                   view.run->name,
                   describe(own, signature->on, confidence),
                   counted(gate.changed.size(), "new or changed signature")),
       limit_text(percent(limit), policy.max_rate),
       verdict == Verdict::Pass ? "" : "narrow the signature, or let it alert only"});
}

}  // namespace

void judge_changed_signatures(GateCase& gate, Decision& decision) {
  if (!gate.policy.false_positives) return;
  for (const std::string& id : gate.changed) {
    for (const std::string& corpus : gate.policy.false_positives->corpora) {
      for (const CorpusView& view : gate.views(corpus))
        judge_changed(view, id, gate, decision);
    }
  }
}

void judge_ceiling(GateCase& gate, Decision& decision) {
  const auto& ceiling = gate.facts.environment->max_benign_match_rate;
  if (!ceiling) return;
  const std::string limit = limit_text(percent(ceiling->value), *ceiling);
  std::uint64_t units = 0;
  size_t above = 0;
  for (const std::string& corpus : gate.benign_corpora()) {
    for (const CorpusView& view : gate.views(corpus)) {
      for (const auto& [surface, counts] : view.run->surfaces)
        units += counts.total.units;
      for (const SignatureEvidence& signature : view.evidence->signatures) {
        const auto of = signature.corpora.find(corpus);
        const auto surface = view.run->surfaces.find(signature.on);
        if (of == signature.corpora.end() || surface == view.run->surfaces.end()) continue;
        const double rate = share(of->second.hits, surface->second.total.units);
        if (rate <= ceiling->value) continue;
        ++above;
        decision.reasons.push_back(
            {"ceiling",
             Verdict::Fail,
             signature.id,
             fmt::format("matches {} of {} of corpus {} ({}), whatever its action",
                         with_thousands(of->second.hits),
                         counted(surface->second.total.units, unit_name(signature.on)),
                         quote(corpus),
                         percent(rate)),
             limit,
             "narrow the signature"});
      }
    }
  }
  if (units == 0) {
    decision.reasons.push_back({"ceiling",
                                Verdict::NotEnoughEvidence,
                                "",
                                "no benign traffic was replayed",
                                limit,
                                "replay the bundle over a benign corpus"});
  } else if (above == 0) {
    decision.reasons.push_back(
        {"ceiling", Verdict::Pass, "", "no signature matches more benign traffic", limit, ""});
  }
}

}  // namespace sig::promote
