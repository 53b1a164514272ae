// What a gate asks besides the rate of false positives: detection, reachability, cost, order, soak,
// approvals, nothing newly blocked, review dates.
#include <catch2/catch.hpp>

#include "gate_world.h"

namespace sig::promote {
namespace {

/// The verdict of one question, and the words of its answer.
struct Answer {
  Verdict verdict;
  std::string message;
};

Answer answer(World& world, std::string_view code) {
  const Decision decision = world.decide();
  const Reason* reason = find_reason(decision, code);
  REQUIRE(reason != nullptr);
  CHECK_FALSE(reason->limit.empty());
  if (reason->verdict != Verdict::Pass) CHECK(decision.verdict != Verdict::Pass);
  return {reason->verdict, reason->message};
}

/// The world with attacks of so many clients of ten requests each, of which `found` clients are
/// flagged.
World attacked(std::uint64_t clients, std::uint64_t found, double min_rate) {
  World world;
  CorpusRef ref;
  ref.name = "attacks-web";
  ref.label = Label::Attack;
  world.project.corpora.push_back(ref);
  DetectionGate gate;
  gate.corpora = {"attacks-web"};
  gate.min_rate = {min_rate, "sigctl.yaml:16"};
  world.environment.gate->detection = gate;
  CorpusRun run = world.evidence().corpora[0];
  run.name = "attacks-web";
  run.label = Label::Attack;
  run.manifest = sha256("attacks-web");
  world.facts.pinned_manifests.push_back(run.manifest);
  SurfaceCounts& counts = run.surfaces[Surface::HttpRequest];
  counts = {};
  for (std::uint64_t i = 0; i < clients; ++i) {
    UnitCounts& of = counts.clients["attacker-" + std::to_string(i)];
    of.units = 10;
    of.flagged = i < found ? 10 : 0;
    counts.total.units += of.units;
    counts.total.flagged += of.flagged;
  }
  run.records_pinned = run.records_read = counts.total.units;
  world.evidence().corpora.push_back(run);
  return world;
}

Release stage_release(const World& world, std::int64_t seconds_ago) {
  return {.environment = "stage",
          .number = 7,
          .commit = "0123",
          .bundle = world.facts.bundle_digest,
          .when = Time{world.facts.now.ns - seconds_ago * 1000000000}};
}

}  // namespace

TEST_CASE("detection is judged by the lower bound over independent attackers") {
  struct Row {
    std::uint64_t clients;
    std::uint64_t found;
    double min_rate;
    Verdict verdict;
  };
  for (const Row& row : {Row{100, 100, 0.9, Verdict::Pass},
                         Row{100, 80, 0.9, Verdict::Fail},
                         // All of ten are found, but ten cannot show 90 % at 95 % confidence.
                         Row{10, 10, 0.9, Verdict::NotEnoughEvidence},
                         // 29 of 29: 0.05^(1/29) = 90.2 %; one fewer is 89.9 %.
                         Row{29, 29, 0.9, Verdict::Pass},
                         Row{28, 28, 0.9, Verdict::NotEnoughEvidence},
                         Row{100, 0, 0.01, Verdict::Fail}}) {
    CAPTURE(row.clients, row.found);
    World world = attacked(row.clients, row.found, row.min_rate);
    CHECK(answer(world, "detection").verdict == row.verdict);
  }
}

TEST_CASE("attacks that were not replayed are not detected ones") {
  World world = attacked(100, 100, 0.9);
  world.evidence().corpora.pop_back();
  CHECK(world.decide().verdict == Verdict::NotEnoughEvidence);
  world = attacked(100, 100, 0.9);
  world.evidence().corpora.back().surfaces.clear();
  CHECK(answer(world, "detection").verdict == Verdict::NotEnoughEvidence);
}

TEST_CASE("the cost is CPU for each byte that was scanned") {
  World world;
  world.environment.gate->max_ns_per_byte = {5.0, "sigctl.yaml:20"};
  CHECK(answer(world, "cost").verdict == Verdict::Pass);  // 5 ms for 1 MB
  world.evidence().scan_ns += 1000;
  CHECK(answer(world, "cost").verdict == Verdict::Fail);
  world.evidence().scan_bytes = 0;
  CHECK(answer(world, "cost").verdict == Verdict::NotEnoughEvidence);
}

TEST_CASE("a changed signature that nothing could have fired is not proven") {
  World world;
  world.facts.last_release[0].digest = sha256("another meaning");
  CHECK(answer(world, "reachability").verdict == Verdict::Pass);
  world.evidence().signatures[0].corpora["benign-web"].reachable = 999;
  CHECK(answer(world, "reachability").message.starts_with("thin: only 999 units"));
  world.evidence().signatures[0].corpora["benign-web"].reachable = 0;
  CHECK(answer(world, "reachability").verdict == Verdict::NotEnoughEvidence);
}

TEST_CASE("an environment is entered from the one before it") {
  World world;
  world.environment.after = "stage";
  CHECK(answer(world, "order").verdict == Verdict::Fail);
  world.facts.in_previous = stage_release(world, 10);
  CHECK(answer(world, "order").verdict == Verdict::Pass);
  world.facts.in_previous->bundle = sha256("another bundle");
  CHECK(answer(world, "order").verdict == Verdict::Fail);
  world.facts.in_previous = stage_release(world, 10);
  world.facts.in_previous->environment = "dev";
  CHECK(answer(world, "order").verdict == Verdict::Fail);
}

TEST_CASE("a soak is over at its last second, and a clock in the future proves nothing") {
  World world;
  world.environment.after = "stage";
  world.environment.gate->soak = {Seconds{86400}, "sigctl.yaml:22"};
  CHECK(answer(world, "soak").verdict == Verdict::NotEnoughEvidence);
  struct Row {
    std::int64_t seconds_ago;
    Verdict verdict;
  };
  for (const Row& row : {Row{86399, Verdict::NotEnoughEvidence},
                         Row{86400, Verdict::Pass},
                         Row{-10, Verdict::NotEnoughEvidence}}) {
    CAPTURE(row.seconds_ago);
    world.facts.in_previous = stage_release(world, row.seconds_ago);
    CHECK(answer(world, "soak").verdict == row.verdict);
  }
}

TEST_CASE("approvals are counted, and a missing one is not a refusal") {
  World world;
  world.environment.gate->approvals = {2U, "sigctl.yaml:23"};
  CHECK(answer(world, "approvals").verdict == Verdict::NotEnoughEvidence);
  world.facts.approvals = 1;
  CHECK(answer(world, "approvals").message == "1 of 2 approvals given");
  world.facts.approvals = 2;
  CHECK(answer(world, "approvals").verdict == Verdict::Pass);
}

TEST_CASE("what the last release let pass must not be blocked now") {
  World world(40000, 1e-2);
  world.environment.gate->no_new_benign_blocks = {true, "sigctl.yaml:24"};
  world.facts.last_evidence = {world.evidence()};
  CHECK(answer(world, "new-benign-blocks").verdict == Verdict::Pass);

  SECTION("one new block among 40 000 clients is named") {
    world.hit(0, "client-3", 1);
    const Decision decision = world.decide();
    const Reason* reason = find_reason(decision, "new-benign-blocks");
    REQUIRE(reason != nullptr);
    CHECK(reason->verdict == Verdict::Fail);
    CHECK(reason->subject == world.facts.bundle.signatures[0].id);
    CHECK(find_reason(decision, "false-positives")->verdict == Verdict::Pass);
  }
  SECTION("what was blocked before stays allowed") {
    world.hit(0, "client-3", 1);
    world.facts.last_evidence = {world.evidence()};
    CHECK(answer(world, "new-benign-blocks").verdict == Verdict::Pass);
  }
  SECTION("the same number of blocks, of another client, is new") {
    world.hit(0, "client-3", 1);
    world.facts.last_evidence = {world.evidence()};
    world.evidence() = World(40000).evidence();
    world.hit(0, "client-4", 1);
    CHECK(answer(world, "new-benign-blocks").verdict == Verdict::Fail);
  }
  SECTION("a block with nothing to compare with is not enough evidence") {
    world.hit(0, "client-3", 1);
    world.facts.last_evidence.clear();
    CHECK(answer(world, "new-benign-blocks").verdict == Verdict::NotEnoughEvidence);
  }
}

TEST_CASE("a signature past its review date is named, and stops no release") {
  World world;
  world.facts.expired = {world.facts.bundle.signatures[0].id};
  const Answer said = answer(world, "review-expired");
  CHECK(said.verdict == Verdict::Pass);
  CHECK(said.message.find("only alerts") != std::string::npos);
}

}  // namespace sig::promote
