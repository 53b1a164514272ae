#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "promote/gate_case.h"
#include "promote/gate_text.h"

namespace sig::promote {
namespace {

constexpr std::int64_t ns_per_second = 1000000000;
/// How far another machine's clock may be ahead of ours.
constexpr std::int64_t clock_skew_ns = 300 * ns_per_second;
constexpr Seconds default_evidence_age{72 * 3600};

std::string short_digest(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

std::string corpora_of(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const CorpusRun& run : evidence.corpora)
    names.push_back(run.name);
  return join(names, ", ");
}

std::optional<Reason> other_bundle(const GateCase& gate, const Evidence& evidence) {
  if (evidence.bundle == gate.facts.bundle_digest) return std::nullopt;
  return Reason{"bundle-mismatch",
                Verdict::Fail,
                corpora_of(evidence),
                fmt::format("this evidence is about bundle {}, not about {}",
                            short_digest(evidence.bundle),
                            short_digest(gate.facts.bundle_digest)),
                "the evidence of exactly this bundle",
                "replay this bundle"};
}

std::optional<Reason> invalid(const GateCase&, const Evidence& evidence) {
  if (evidence.invalid.empty()) return std::nullopt;
  std::string message = "the run proves nothing: " + evidence.invalid.front();
  if (evidence.invalid.size() > 1) {
    message += fmt::format(" (and {} more)", counted(evidence.invalid.size() - 1, "reason"));
  }
  return Reason{"evidence-invalid",
                Verdict::NotEnoughEvidence,
                corpora_of(evidence),
                std::move(message),
                "every pinned record is read",
                "repair the corpus, or pin it anew, and replay"};
}

std::optional<Reason> incomplete(const GateCase&, const Evidence& evidence) {
  std::vector<std::string> missing;
  for (std::uint32_t shard = 0; shard < evidence.shards; ++shard) {
    const auto& merged = evidence.shards_merged;
    if (!std::binary_search(merged.begin(), merged.end(), shard)) {
      missing.push_back(std::to_string(shard + 1));
    }
  }
  if (missing.empty()) return std::nullopt;
  return Reason{"evidence-incomplete",
                Verdict::NotEnoughEvidence,
                corpora_of(evidence),
                fmt::format("{} of {} missing: {}",
                            missing.size() == 1 ? "shard" : "shards",
                            evidence.shards,
                            join(missing, ", ")),
                fmt::format("all {} shards", evidence.shards),
                "replay the missing shards and merge all"};
}

std::optional<Reason> stale(const GateCase& gate, const Evidence& evidence) {
  const Setting<Seconds> limit =
      gate.policy.max_evidence_age.value_or(Setting<Seconds>{default_evidence_age, "default"});
  const std::int64_t age = gate.facts.now.ns - evidence.finished.ns;
  const bool from_future = age < -clock_skew_ns;
  if (!from_future && age / ns_per_second <= limit.value.count()) return std::nullopt;
  const std::string message = from_future
                                  ? fmt::format("the replay is dated {}, which has not come yet",
                                                to_iso8601(evidence.finished))
                                  : fmt::format("the replay ended {} ago, on {}",
                                                rough(age / ns_per_second),
                                                to_iso8601(evidence.finished));
  return Reason{"evidence-stale",
                Verdict::NotEnoughEvidence,
                corpora_of(evidence),
                message,
                limit_text(to_text(limit.value), limit),
                from_future ? "set the clocks, then replay again" : "replay again"};
}

std::optional<Reason> other_tool(const GateCase& gate, const Evidence& evidence) {
  const GateFacts& facts = gate.facts;
  const bool same_tool = evidence.tool_version == facts.tool_version;
  if (same_tool && evidence.engine_version == facts.engine_version) return std::nullopt;
  return Reason{"engine-changed",
                Verdict::NotEnoughEvidence,
                corpora_of(evidence),
                fmt::format("replayed by sigctl {} with matcher {}; this is sigctl {} with {}",
                            quote(evidence.tool_version),
                            quote(evidence.engine_version),
                            quote(facts.tool_version),
                            quote(facts.engine_version)),
                "the same tool and matcher",
                "replay again with this version"};
}

std::optional<Reason> other_project(const GateCase& gate, const Evidence& evidence) {
  if (evidence.project == gate.facts.project->name) return std::nullopt;
  return Reason{"project-mismatch",
                Verdict::Fail,
                corpora_of(evidence),
                fmt::format("this evidence is of project {}", quote(evidence.project)),
                "project " + quote(gate.facts.project->name),
                "replay in this project"};
}

/// Signatures of the bundle that the replay did not have, or had in another form. What the matcher
/// cannot express at all is a declared loss of the bundle.
std::vector<std::string> not_loaded(const GateCase& gate, const Evidence& evidence) {
  std::map<std::string_view, const SignatureEvidence*> loaded;
  for (const SignatureEvidence& signature : evidence.signatures)
    loaded[signature.id] = &signature;
  std::vector<std::string> out;
  for (const ManifestSignature& signature : gate.facts.bundle.signatures) {
    const auto& losses = gate.facts.bundle.losses;
    const bool is_lost = std::any_of(losses.begin(), losses.end(), [&](const auto& loss) {
      return loss.signature == signature.id && loss.engine == evidence.engine;
    });
    const auto found = loaded.find(signature.id);
    const bool is_there = found != loaded.end() && found->second->digest == signature.digest &&
                          found->second->action == signature.action &&
                          found->second->confidence == signature.confidence &&
                          found->second->on == signature.on;
    if (!is_lost && !is_there) out.push_back(signature.id);
  }
  return out;
}

std::optional<Reason> unloaded(const GateCase& gate, const Evidence& evidence) {
  std::vector<std::string> missing = not_loaded(gate, evidence);
  if (missing.empty() && evidence.signatures_loaded == evidence.signatures_expected) {
    return std::nullopt;
  }
  std::string message = fmt::format("{} of {} were loaded",
                                    with_thousands(evidence.signatures_loaded),
                                    counted(evidence.signatures_expected, "signature"));
  const size_t number = missing.size();
  if (number > 3) missing.resize(3);
  if (number > 0) message += "; not as in the bundle: " + join(missing, ", ");
  if (number > 3) message += fmt::format(" and {} more", with_thousands(number - 3));
  return Reason{"signatures-not-loaded",
                Verdict::Fail,
                corpora_of(evidence),
                std::move(message),
                "every signature of the bundle",
                "replay this bundle; see what compile said about these signatures"};
}

std::optional<Reason> broken_chain(const GateCase&, const Evidence& evidence) {
  if (evidence.attempt == 1 || evidence.previous_attempt) return std::nullopt;
  return Reason{
      "attempts",
      Verdict::NotEnoughEvidence,
      corpora_of(evidence),
      fmt::format("this is attempt {} and does not name the one before it", evidence.attempt),
      "an unbroken chain of attempts",
      "give the evidence of all attempts"};
}

using Check = std::optional<Reason> (*)(const GateCase&, const Evidence&);
constexpr Check checks[]{
    other_bundle, other_project, invalid, incomplete, other_tool, stale, unloaded, broken_chain};

bool needs_evidence(const GateCase& gate) {
  const GatePolicy& policy = gate.policy;
  const bool wants_no_new_blocks =
      policy.no_new_benign_blocks && policy.no_new_benign_blocks->value;
  return policy.false_positives || policy.detection || policy.max_ns_per_byte ||
         gate.facts.environment->max_benign_match_rate || wants_no_new_blocks;
}

bool is_same(const UnitCounts& a, const UnitCounts& b) {
  return a.units == b.units && a.flagged == b.flagged && a.blocked == b.blocked &&
         a.undecided == b.undecided;
}

bool is_same_result(const CorpusRun& a, const CorpusRun& b) {
  return a.records_read == b.records_read &&
         std::equal(a.surfaces.begin(),
                    a.surfaces.end(),
                    b.surfaces.begin(),
                    b.surfaces.end(),
                    [](const auto& x, const auto& y) {
                      return x.first == y.first && is_same(x.second.total, y.second.total);
                    });
}

/// The same bundle on the same corpus must give the same result each time: picking the best of
/// several runs is refused.
void judge_contradictions(const GateCase& gate, Decision& decision) {
  std::map<std::pair<std::string, Digest>, const CorpusRun*> first;
  for (const Evidence* evidence : gate.usable) {
    for (const CorpusRun& run : evidence->corpora) {
      const auto [found, is_new] = first.emplace(std::pair(run.name, run.manifest), &run);
      if (is_new || is_same_result(*found->second, run)) continue;
      decision.reasons.push_back({"evidence-contradicts",
                                  Verdict::Fail,
                                  run.name,
                                  "two replays of this bundle over the same corpus differ",
                                  "equal results each time",
                                  "find out which run is not what it says, then replay again"});
    }
  }
}

}  // namespace

void judge_evidence(GateCase& gate, Decision& decision) {
  if (gate.facts.evidence.empty() && needs_evidence(gate)) {
    decision.reasons.push_back({"evidence-missing",
                                Verdict::NotEnoughEvidence,
                                "",
                                "there is no evidence for this bundle",
                                "the gate of " + gate.facts.environment->where,
                                "replay the bundle over the corpora of the gate"});
  }
  for (const Evidence& evidence : gate.facts.evidence) {
    bool is_usable = true;
    for (const Check check : checks) {
      if (std::optional<Reason> reason = check(gate, evidence)) {
        decision.reasons.push_back(*std::move(reason));
        is_usable = false;
        break;
      }
    }
    if (is_usable) gate.usable.push_back(&evidence);
  }
  judge_contradictions(gate, decision);
}

}  // namespace sig::promote
