#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "unit/promote/gate_world.h"

namespace sig::promote {
namespace {

constexpr std::int64_t hour = 3600LL * 1000000000;

struct Forgery {
  const char* name;
  std::function<void(World&)> change;
  const char* code;
  Verdict verdict;
  const char* message;
};

const Verdict not_enough = Verdict::NotEnoughEvidence;

std::vector<Forgery> forgeries() {
  return {
      {"K1 evidence of another bundle",
       [](World& w) { w.facts.bundle_digest = sha256("another"); },
       "bundle-mismatch",
       Verdict::Fail,
       "this evidence is about bundle 1e6ed65d77d6, not about ae448ac86c4e"},
      {"K2 another version of the tool",
       [](World& w) { w.facts.tool_version = "0.1.1"; },
       "engine-changed",
       not_enough,
       "replayed by sigctl \"0.1.0\" with matcher \"1 hyperscan 5.4.0\"; this is sigctl \"0.1.1\" "
       "with \"1 hyperscan 5.4.0\""},
      {"K2 another version of the matcher",
       [](World& w) { w.facts.engine_version = "1 hyperscan 5.4.1"; },
       "engine-changed",
       not_enough,
       "replayed by sigctl \"0.1.0\" with matcher \"1 hyperscan 5.4.0\"; this is sigctl \"0.1.0\" "
       "with \"1 hyperscan 5.4.1\""},
      {"evidence of another project",
       [](World& w) { w.evidence().project = "shop-core"; },
       "project-mismatch",
       Verdict::Fail,
       "this evidence is of project \"shop-core\""},
      {"K3 the corpus is not the pinned one any more",
       [](World& w) { w.facts.pinned_manifests = {sha256("one record less")}; },
       "corpus-changed",
       not_enough,
       "the replay was over another state of the corpus (5406d601ff81) than the one that is pinned "
       "now"},
      {"loose files that nobody pinned",
       [](World& w) { w.evidence().corpora[0].manifest = Digest{}; },
       "corpus-changed",
       not_enough,
       "the replay was over loose files, which nobody pinned"},
      {"K4 a recording that could not be read",
       [](World& w) {
         w.evidence().invalid = {"a.pcap is missing", "b.pcap is empty"};
       },
       "evidence-invalid",
       not_enough,
       "the run proves nothing: a.pcap is missing (and 1 reason more)"},
      {"K6 a signature that was not loaded",
       [](World& w) {
         w.evidence().signatures.pop_back();
         w.evidence().signatures_loaded = 1;
       },
       "signatures-not-loaded",
       Verdict::Fail,
       "1 of 2 signatures were loaded; not as in the bundle: sql-injection"},
      {"a signature that was replayed in a milder form",
       [](World& w) { w.evidence().signatures[0].action = Action::Alert; },
       "signatures-not-loaded",
       Verdict::Fail,
       "2 of 2 signatures were loaded; not as in the bundle: path-traversal"},
      {"K7 attempts that say different things",
       [](World& w) {
         const Evidence green = w.evidence();
         w.hit(0, "client-0", 1);
         w.facts.evidence.push_back(green);
       },
       "evidence-contradicts",
       Verdict::Fail,
       "two replays of this bundle over the same corpus differ"},
      {"K7 a later attempt that hides the earlier ones",
       [](World& w) { w.evidence().attempt = 20; },
       "attempts",
       not_enough,
       "this is attempt 20 and does not name the one before it"},
      {"K8 evidence of 73 hours ago",
       [](World& w) { w.facts.now = Time{w.evidence().finished.ns + 73 * hour}; },
       "evidence-stale",
       not_enough,
       "the replay ended 3d1h ago, on 2024-10-14T00:01:00Z"},
      {"evidence from the future",
       [](World& w) { w.facts.now = Time{w.evidence().finished.ns - hour}; },
       "evidence-stale",
       not_enough,
       "the replay is dated 2024-10-14T00:01:00Z, which has not come yet"},
      {"shards that were never merged",
       [](World& w) {
         w.evidence().shards = 5;
         w.evidence().shards_merged = {0, 2, 4};
       },
       "evidence-incomplete",
       not_enough,
       "shards of 5 missing: 2, 4"},
      {"no evidence at all",
       [](World& w) { w.facts.evidence.clear(); },
       "evidence-missing",
       not_enough,
       "there is no evidence for this bundle"},
      {"evidence over another corpus",
       [](World& w) { w.environment.gate->false_positives->corpora = {"benign-app"}; },
       "corpus-missing",
       not_enough,
       "no evidence covers corpus \"benign-app\""},
      {"a corpus that is not labelled benign",
       [](World& w) { w.evidence().corpora[0].label = Label::Attack; },
       "corpus-label",
       Verdict::Fail,
       "corpus \"benign-web\" is labelled attack; the gate needs benign"},
      {"a corpus that is too old",
       [](World& w) {
         w.project.corpora[0].max_age = Setting<Seconds>{Seconds{5 * 86400}, "sigctl.yaml:4"};
       },
       "corpus-stale",
       not_enough,
       "its newest record is 8d1h old, of 2024-10-06T00:00:00Z"},
      {"a corpus without times",
       [](World& w) {
         w.project.corpora[0].max_age = Setting<Seconds>{Seconds{5 * 86400}, "sigctl.yaml:4"};
         w.evidence().corpora[0].captured_to.reset();
       },
       "corpus-stale",
       not_enough,
       "nothing in the corpus says when it was recorded"},
  };
}

TEST_CASE("a clean replay of the pinned corpus passes") {
  World world;
  const Decision decision = world.decide();
  CHECK(decision.verdict == Verdict::Pass);
  CHECK(find_reason(decision, "false-positives") != nullptr);
}

TEST_CASE("every way to fool a gate with evidence is refused, each with its own reason") {
  for (const Forgery& forgery : forgeries()) {
    DYNAMIC_SECTION(forgery.name) {
      World world;
      forgery.change(world);
      const Decision decision = world.decide();
      CHECK(decision.verdict != Verdict::Pass);
      const Reason* reason = find_reason(decision, forgery.code);
      REQUIRE(reason != nullptr);
      CHECK(reason->message == forgery.message);
      CHECK(reason->verdict == forgery.verdict);
      CHECK_FALSE(reason->limit.empty());
      CHECK_FALSE(reason->hint.empty());
    }
  }
}

TEST_CASE("a declared loss of the matcher is not a signature that failed to load") {
  World world;
  world.evidence().signatures.pop_back();
  world.evidence().signatures_loaded = world.evidence().signatures_expected = 1;
  world.facts.bundle.losses = {{"sql-injection", "sigmatchd", "no such field"}};
  CHECK(find_reason(world.decide(), "signatures-not-loaded") == nullptr);
  world.facts.bundle.losses = {{"sql-injection", "suricata", "no such field"}};
  CHECK(find_reason(world.decide(), "signatures-not-loaded") != nullptr);
}

TEST_CASE("evidence at the age limit still counts, a second later it does not") {
  World world;
  world.environment.gate->max_evidence_age = Setting<Seconds>{Seconds{3600}, "sigctl.yaml:20"};
  CHECK(world.decide().verdict == Verdict::Pass);
  world.facts.now.ns += 1000000000;
  const Decision decision = world.decide();
  const Reason* reason = find_reason(decision, "evidence-stale");
  REQUIRE(reason != nullptr);
  CHECK(reason->limit == "1h, set in sigctl.yaml:20");
}

TEST_CASE("an environment without a gate asks for nothing") {
  World world;
  world.environment.gate.reset();
  world.facts.evidence.clear();
  const Decision decision = world.decide();
  CHECK(decision.verdict == Verdict::Pass);
  CHECK(decision.reasons.empty());
}

}  // namespace
}  // namespace sig::promote
