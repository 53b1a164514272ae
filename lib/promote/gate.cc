#include "promote/gate.h"

#include <algorithm>
#include <set>

#include "promote/gate_case.h"

namespace sig::promote {
namespace {

using Question = void (*)(GateCase&, Decision&);
constexpr Question questions[]{
    judge_order,
    judge_evidence,
    judge_corpora,
    judge_false_positives,
    judge_changed_signatures,
    judge_new_benign_blocks,
    judge_ceiling,
    judge_detection,
    judge_reachability,
    judge_cost,
    judge_people,
};

Verdict worse(Verdict a, Verdict b) {
  if (a == Verdict::Fail || b == Verdict::Fail) return Verdict::Fail;
  const bool both_pass = a == Verdict::Pass && b == Verdict::Pass;
  return both_pass ? Verdict::Pass : Verdict::NotEnoughEvidence;
}

std::vector<std::string> changed_signatures(const GateCase& gate) {
  std::vector<std::string> out;
  for (const ManifestSignature& signature : gate.facts.bundle.signatures) {
    const auto& last = gate.facts.last_release;
    const bool is_known = std::any_of(last.begin(), last.end(), [&](const auto& other) {
      return other.id == signature.id && other.digest == signature.digest &&
             gate.blocks(other.action, other.confidence);
    });
    if (gate.blocks(signature.action, signature.confidence) && !is_known) {
      out.push_back(signature.id);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<CorpusView> GateCase::views(const std::string& corpus) const {
  std::vector<CorpusView> out;
  for (const Evidence* evidence : usable) {
    for (const CorpusRun& run : evidence->corpora) {
      if (run.name == corpus) out.push_back({evidence, &run});
    }
  }
  return out;
}

std::vector<std::string> GateCase::benign_corpora() const {
  if (policy.false_positives) return policy.false_positives->corpora;
  std::set<std::string> names;
  for (const Evidence* evidence : usable) {
    for (const CorpusRun& run : evidence->corpora) {
      if (run.label == Label::Benign) names.insert(run.name);
    }
  }
  return {names.begin(), names.end()};
}

Decision decide(const GateFacts& facts) {
  const Environment& environment = *facts.environment;
  Decision decision{environment.name, facts.bundle_digest, Verdict::Pass, {}};
  const GatePolicy policy = environment.gate.value_or(GatePolicy{});
  GateCase gate{facts, policy, 0, {}, {}};
  if (environment.block_at) gate.level = static_cast<size_t>(*environment.block_at);
  gate.changed = changed_signatures(gate);
  for (const Question ask : questions)
    ask(gate, decision);
  for (const Reason& reason : decision.reasons) {
    decision.verdict = worse(decision.verdict, reason.verdict);
  }
  return decision;
}

}  // namespace sig::promote
