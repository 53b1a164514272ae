#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "promote/gate_case.h"
#include "promote/gate_text.h"

namespace sig::promote {
namespace {

constexpr std::int64_t ns_per_second = 1000000000;

const Evidence* last_look(const GateCase& gate, const CorpusRun& run) {
  for (const Evidence& evidence : gate.facts.last_evidence) {
    for (const CorpusRun& other : evidence.corpora) {
      const bool is_same = other.name == run.name && other.manifest == run.manifest;
      if (is_same && evidence.invalid.empty()) return &evidence;
    }
  }
  return nullptr;
}

/// Blocks of each signature by client on one corpus; evidence keeps no list of all units.
using Blocks = std::map<std::pair<std::string, std::string>, std::uint64_t>;

Blocks blocks_on(const Evidence& evidence, const std::string& corpus, const GateCase& gate) {
  Blocks out;
  for (const SignatureEvidence& signature : evidence.signatures) {
    const auto counts = signature.corpora.find(corpus);
    const bool blocks = gate.blocks(signature.action, signature.confidence);
    if (!blocks || counts == signature.corpora.end()) continue;
    for (const auto& [client, hits] : counts->second.clients)
      out[{signature.id, client}] = hits;
  }
  return out;
}

void judge_new_blocks(const CorpusView& view,
                      const GateCase& gate,
                      const std::string& limit,
                      Decision& decision) {
  const Blocks now = blocks_on(*view.evidence, view.run->name, gate);
  const Evidence* last = last_look(gate, *view.run);
  if (!now.empty() && last == nullptr && !gate.facts.last_release.empty()) {
    decision.reasons.push_back(
        {"new-benign-blocks",
         Verdict::NotEnoughEvidence,
         view.run->name,
         "benign traffic is blocked, and the last release was not replayed over this state of the "
         "corpus",
         limit,
         "replay the bundle of the last release over it, and compare with diff"});
    return;
  }
  const Blocks before = last ? blocks_on(*last, view.run->name, gate) : Blocks{};
  std::map<std::string, std::uint64_t> new_blocks;
  for (const auto& [key, hits] : now) {
    const auto known = before.find(key);
    const std::uint64_t earlier = known == before.end() ? 0 : known->second;
    if (hits > earlier) new_blocks[key.first] += hits - earlier;
  }
  for (const auto& [id, hits] : new_blocks) {
    decision.reasons.push_back({"new-benign-blocks",
                                Verdict::Fail,
                                id,
                                fmt::format("blocks {} of corpus {} that the last release let pass",
                                            counted(hits, "unit"),
                                            quote(view.run->name)),
                                limit,
                                "narrow the signature; the report shows what it blocks"});
  }
  if (new_blocks.empty()) {
    decision.reasons.push_back(
        {"new-benign-blocks", Verdict::Pass, view.run->name, "nothing new is blocked", limit, ""});
  }
}

void judge_soak(const GateCase& gate, Decision& decision) {
  if (!gate.policy.soak) return;
  const Setting<Seconds>& limit = *gate.policy.soak;
  const std::string& before = gate.facts.environment->after;
  Reason reason{
      "soak", Verdict::NotEnoughEvidence, "", "", limit_text(to_text(limit.value), limit), ""};
  if (!gate.facts.in_previous) {
    reason.message = "the bundle has not run anywhere yet";
    reason.hint = before.empty() ? "" : "promote it to " + before + " first";
    decision.reasons.push_back(std::move(reason));
    return;
  }
  const Release& release = *gate.facts.in_previous;
  const std::int64_t age = (gate.facts.now.ns - release.when.ns) / ns_per_second;
  const std::string tag = fmt::format("{}/{}", release.environment, release.number);
  if (age < 0) {
    reason.message = fmt::format("{} is dated {}, in the future", tag, to_iso8601(release.when));
    reason.hint = "set the clocks";
  } else if (age < limit.value.count()) {
    reason.message = fmt::format("{} is {} old", tag, rough(age));
    reason.hint = fmt::format("wait {} more", rough(limit.value.count() - age));
  } else {
    reason.verdict = Verdict::Pass;
    reason.message = fmt::format("{} is {} old", tag, rough(age));
  }
  decision.reasons.push_back(std::move(reason));
}

void judge_approvals(const GateCase& gate, Decision& decision) {
  if (!gate.policy.approvals) return;
  const Setting<std::uint32_t>& limit = *gate.policy.approvals;
  const std::uint32_t given = gate.facts.approvals;
  const bool is_enough = given >= limit.value;
  decision.reasons.push_back(
      {"approvals",
       is_enough ? Verdict::Pass : Verdict::NotEnoughEvidence,
       "",
       fmt::format("{} of {} given", with_thousands(given), counted(limit.value, "approval")),
       limit_text(counted(limit.value, "approval"), limit),
       is_enough ? ""
                 : fmt::format("{} more must approve", counted(limit.value - given, "person"))});
}

void note_expired(const GateCase& gate, Decision& decision) {
  for (const std::string& id : gate.facts.expired) {
    decision.reasons.push_back({"review-expired",
                                Verdict::Pass,
                                id,
                                "its review_by is past: it only alerts from now on",
                                "review_by of the signature",
                                "review it and set a new date"});
  }
}

}  // namespace

void judge_order(GateCase& gate, Decision& decision) {
  const std::string& before = gate.facts.environment->after;
  if (before.empty()) return;
  const auto& release = gate.facts.in_previous;
  const std::string limit =
      fmt::format("after: {}, set in {}", before, gate.facts.environment->where);
  if (!release || release->bundle != gate.facts.bundle_digest || release->environment != before) {
    decision.reasons.push_back({"order",
                                Verdict::Fail,
                                "",
                                "this bundle is not in " + before,
                                limit,
                                "promote it to " + before + " first"});
    return;
  }
  decision.reasons.push_back(
      {"order",
       Verdict::Pass,
       "",
       release->commit.empty()
           ? fmt::format("promotion enters {}/{} on the way", before, release->number)
           : fmt::format("released as {}/{}", before, release->number),
       limit,
       ""});
}

void judge_new_benign_blocks(GateCase& gate, Decision& decision) {
  const auto& policy = gate.policy.no_new_benign_blocks;
  if (!policy || !policy->value) return;
  const std::string limit = limit_text("no new blocks of benign traffic", *policy);
  bool is_covered = false;
  for (const std::string& corpus : gate.benign_corpora()) {
    for (const CorpusView& view : gate.views(corpus)) {
      is_covered = true;
      judge_new_blocks(view, gate, limit, decision);
    }
  }
  if (is_covered) return;
  decision.reasons.push_back({"new-benign-blocks",
                              Verdict::NotEnoughEvidence,
                              "",
                              "no benign traffic was replayed",
                              limit,
                              "replay the bundle over a benign corpus"});
}

void judge_people(GateCase& gate, Decision& decision) {
  judge_soak(gate, decision);
  judge_approvals(gate, decision);
  note_expired(gate, decision);
}

}  // namespace sig::promote
