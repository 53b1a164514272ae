#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "promote/gate_case.h"
#include "promote/gate_text.h"

namespace sig::promote {
namespace {

constexpr std::int64_t ns_per_second = 1000000000;

void judge_presence(const GateCase& gate,
                    const std::string& corpus,
                    Label label,
                    Decision& decision) {
  const std::vector<CorpusView> views = gate.views(corpus);
  if (views.empty() && !gate.usable.empty()) {
    decision.reasons.push_back({"corpus-missing",
                                Verdict::NotEnoughEvidence,
                                corpus,
                                fmt::format("no evidence covers corpus {}", quote(corpus)),
                                "the gate of " + gate.facts.environment->where,
                                "replay the bundle over it as well"});
  }
  for (const CorpusView& view : views) {
    if (view.run->label == label) continue;
    decision.reasons.push_back({"corpus-label",
                                Verdict::Fail,
                                corpus,
                                fmt::format("corpus {} is labelled {}; the gate needs {}",
                                            quote(corpus),
                                            to_string(view.run->label),
                                            to_string(label)),
                                "the gate of " + gate.facts.environment->where,
                                "name another corpus in the gate, or pin this one anew"});
  }
}

void judge_pin(const GateCase& gate, const CorpusView& view, Decision& decision) {
  const auto& pinned = gate.facts.pinned_manifests;
  if (std::find(pinned.begin(), pinned.end(), view.run->manifest) != pinned.end()) return;
  const bool is_loose = view.run->manifest == Digest{};
  decision.reasons.push_back(
      {"corpus-changed",
       Verdict::NotEnoughEvidence,
       view.run->name,
       is_loose ? "the replay was over loose files, which nobody pinned"
                : fmt::format("the replay was over another state of the corpus ({}) than the one "
                              "that is pinned now",
                              view.run->manifest.hex().substr(0, 12)),
       "the corpus.yaml of the project",
       is_loose ? "pin the corpus and replay" : "replay over the corpus as it is pinned now"});
}

void judge_age(const GateCase& gate, const CorpusView& view, Decision& decision) {
  const CorpusRef* ref = gate.facts.project->find_corpus(view.run->name);
  if (ref == nullptr || !ref->max_age) return;
  const Setting<Seconds>& limit = *ref->max_age;
  Reason reason{"corpus-stale",
                Verdict::NotEnoughEvidence,
                view.run->name,
                "",
                limit_text(to_text(limit.value), limit),
                "record newer traffic and pin it"};
  if (!view.run->captured_to) {
    reason.message = "nothing in the corpus says when it was recorded";
    decision.reasons.push_back(std::move(reason));
    return;
  }
  const std::int64_t age = (gate.facts.now.ns - view.run->captured_to->ns) / ns_per_second;
  if (age >= 0 && age <= limit.value.count()) return;
  const std::string when = to_iso8601(*view.run->captured_to);
  reason.message = age < 0 ? fmt::format("its newest record is dated {}, in the future", when)
                           : fmt::format("its newest record is {} old, of {}", rough(age), when);
  decision.reasons.push_back(std::move(reason));
}

}  // namespace

void judge_corpora(GateCase& gate, Decision& decision) {
  std::set<std::string> asked;
  const auto ask = [&](const std::vector<std::string>& corpora, Label label) {
    for (const std::string& corpus : corpora) {
      judge_presence(gate, corpus, label, decision);
      if (!asked.insert(corpus).second) continue;
      for (const CorpusView& view : gate.views(corpus)) {
        judge_pin(gate, view, decision);
        judge_age(gate, view, decision);
      }
    }
  };
  ask(gate.benign_corpora(), Label::Benign);
  if (gate.policy.detection) ask(gate.policy.detection->corpora, Label::Attack);
}

}  // namespace sig::promote
