#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/statistics.h"
#include "base/text.h"
#include "promote/gate_case.h"
#include "promote/gate_text.h"

namespace sig::promote {
namespace {

using statistics::ClusteredBound;

/// An attack shows on one surface, and its packets or responses are no attacks of their own: the
/// first of these that the corpus has and the bundle looks at is the one to be judged.
constexpr std::array<Surface, 8> most_telling{Surface::HttpRequest,
                                              Surface::Flow,
                                              Surface::Log,
                                              Surface::Stream,
                                              Surface::Dns,
                                              Surface::Tls,
                                              Surface::HttpResponse,
                                              Surface::Packet};

std::optional<Surface> surface_to_judge(const CorpusRun& run) {
  for (const Surface surface : most_telling) {
    const auto found = run.surfaces.find(surface);
    if (found != run.surfaces.end() && found->second.total.units > 0) return surface;
  }
  return std::nullopt;
}

std::string hint_for(Verdict verdict,
                     const ClusteredBound& bound,
                     const CorpusRun& run,
                     const DetectionGate& policy) {
  if (verdict == Verdict::Pass) return "";
  if (verdict == Verdict::Fail) return "see the report for the attacks that nothing flagged";
  const std::uint64_t needed = statistics::trials_needed(
      1 - policy.min_rate.value, policy.confidence.value, bound.clients - bound.clients_hit);
  std::string hint =
      fmt::format("record attacks of at least {} independent clients", with_thousands(needed));
  if (run.client_rule != "record" && bound.clients < 30) {
    hint += "; where the attacks do not depend on each other, pin the corpus with client: record";
  }
  return hint;
}

void judge_corpus(const CorpusView& view, const DetectionGate& policy, Decision& decision) {
  const CorpusRun& run = *view.run;
  const std::string limit =
      limit_text("at least " + percent(policy.min_rate.value), policy.min_rate);
  const std::optional<Surface> surface = surface_to_judge(run);
  if (!surface) {
    decision.reasons.push_back({"detection",
                                Verdict::NotEnoughEvidence,
                                run.name,
                                "the corpus has nothing that the bundle looks at",
                                limit,
                                "add attacks on what the signatures look at"});
    return;
  }
  std::vector<statistics::Cluster> clusters;
  for (const auto& [client, of] : run.surfaces.at(*surface).clients) {
    clusters.push_back({of.units, of.flagged});
  }
  const ClusteredBound bound = statistics::clustered_lower_bound(clusters, policy.confidence.value);
  const double rate = static_cast<double>(bound.hits) / static_cast<double>(bound.units);
  const Verdict verdict = bound.worse >= policy.min_rate.value ? Verdict::Pass
                          : rate < policy.min_rate.value       ? Verdict::Fail
                                                               : Verdict::NotEnoughEvidence;
  decision.reasons.push_back(
      {"detection",
       verdict,
       run.name,
       fmt::format("{} of {} flagged ({}), {} of {}; at {} confidence at least {} (design effect "
                   "{:.1f})",
                   with_thousands(bound.hits),
                   counted(bound.units, unit_name(*surface)),
                   percent(rate),
                   with_thousands(bound.clients_hit),
                   counted(bound.clients, "client"),
                   percent(policy.confidence.value),
                   percent(bound.worse),
                   bound.design_effect),
       limit,
       hint_for(verdict, bound, run, policy)});
}

/// Of the corpora, the look at which the signature could have fired most often.
struct Reach {
  Reachability best = Reachability::Blind;
  std::uint64_t units = 0;
  bool is_covered = false;
};

Reach reach_of(const std::string& id, const GateCase& gate) {
  Reach out;
  for (const std::string& corpus : gate.benign_corpora()) {
    for (const CorpusView& view : gate.views(corpus)) {
      for (const SignatureEvidence& signature : view.evidence->signatures) {
        const auto counts = signature.corpora.find(corpus);
        if (signature.id != id || counts == signature.corpora.end()) continue;
        out.is_covered = true;
        out.units = std::max(out.units, counts->second.reachable);
        out.best = std::min(out.best, reachability(counts->second));
      }
    }
  }
  return out;
}

}  // namespace

void judge_detection(GateCase& gate, Decision& decision) {
  if (!gate.policy.detection) return;
  const Setting<double>& limit = gate.policy.detection->min_rate;
  if (gate.policy.detection->corpora.empty()) {
    decision.reasons.push_back({"detection",
                                Verdict::NotEnoughEvidence,
                                "",
                                "the gate names no attack corpus",
                                limit_text("at least " + percent(limit.value), limit),
                                "name one in the gate"});
  }
  for (const std::string& corpus : gate.policy.detection->corpora) {
    for (const CorpusView& view : gate.views(corpus))
      judge_corpus(view, *gate.policy.detection, decision);
  }
}

void judge_reachability(GateCase& gate, Decision& decision) {
  if (!gate.policy.false_positives || gate.usable.empty()) return;
  size_t measured = 0;
  for (const std::string& id : gate.changed) {
    const Reach reach = reach_of(id, gate);
    if (reach.best == Reachability::Measured) {
      ++measured;
      continue;
    }
    const bool is_blind = reach.best == Reachability::Blind;
    decision.reasons.push_back(
        {"reachability",
         is_blind ? Verdict::NotEnoughEvidence : Verdict::Pass,
         id,
         is_blind ? "blind: nothing in the benign traffic has the fields it looks at"
                  : fmt::format("thin: only {} of benign traffic could have fired it",
                                counted(reach.units, "unit")),
         fmt::format("{} to be measured", counted(thin_below, "unit")),
         is_blind ? "add benign traffic that has these fields, or let it alert only" : ""});
  }
  if (measured > 0) {
    decision.reasons.push_back({"reachability",
                                Verdict::Pass,
                                "",
                                fmt::format("{} measured on benign traffic",
                                            counted(measured, "new or changed signature")),
                                fmt::format("{} to be measured", counted(thin_below, "unit")),
                                ""});
  }
}

void judge_cost(GateCase& gate, Decision& decision) {
  if (!gate.policy.max_ns_per_byte) return;
  const Setting<double>& limit = *gate.policy.max_ns_per_byte;
  std::uint64_t ns = 0;
  std::uint64_t bytes = 0;
  for (const Evidence* evidence : gate.usable) {
    ns += evidence->scan_ns;
    bytes += evidence->scan_bytes;
  }
  const std::string limit_shown = limit_text(fmt::format("{:g} ns a byte", limit.value), limit);
  if (bytes == 0) {
    decision.reasons.push_back({"cost",
                                Verdict::NotEnoughEvidence,
                                "",
                                "nothing was scanned",
                                limit_shown,
                                "replay the bundle over traffic that it looks at"});
    return;
  }
  const double cost = static_cast<double>(ns) / static_cast<double>(bytes);
  const bool is_fast = cost <= limit.value;
  decision.reasons.push_back(
      {"cost",
       is_fast ? Verdict::Pass : Verdict::Fail,
       "",
       fmt::format("{:.3g} ns of CPU for each of {} scanned", cost, counted(bytes, "byte")),
       limit_shown,
       is_fast ? "" : "see validate for the signatures that cost most"});
}

}  // namespace sig::promote
