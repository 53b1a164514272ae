#include <catch2/catch.hpp>
#include <functional>

#include "promote/gate_text.h"
#include "unit/promote/gate_world.h"

namespace sig::promote {
namespace {

const Verdict not_enough = Verdict::NotEnoughEvidence;

TEST_CASE("numbers read well at three in the morning") {
  CHECK(percent(0) == "0 %");
  CHECK(percent(1e-6) == "0.0001 %");
  CHECK(percent(9.98577e-5) == "0.00999 %");
  CHECK(percent(0.05) == "5 %");
  CHECK(percent(0.12345) == "12.3 %");
  CHECK(percent(1) == "100 %");
  CHECK(percent(0.9995) == "100 %");
  CHECK(rough(90061) == "1d1h");
}

struct Case {
  const char* name;
  std::uint64_t clients;
  double limit;
  std::uint64_t hits;  // by as many clients
  Verdict verdict;
  const char* message;
  const char* hint;
};

TEST_CASE("false positives are judged by the upper bound, never by the point rate") {
  const auto c = GENERATE(values<Case>({
      {"K5 999 clean clients for a limit of 1e-4",
       999,
       1e-4,
       0,
       not_enough,
       "0 of 999 requests blocked (0 %), 0 of 999 clients; at 95 % confidence the rate is at most "
       "0.299 % by requests (design effect 1.0) and 0.299 % by clients",
       "record at least 28 957 clients more that are not blocked, 29 956 in all"},
      {"one client short of the rule of three",
       2994,
       1e-3,
       0,
       not_enough,
       "0 of 2 994 requests blocked (0 %), 0 of 2 994 clients; at 95 % confidence the rate is at "
       "most 0.1 % by requests (design effect 1.0) and 0.1 % by clients",
       "record at least 1 client more that are not blocked, 2 995 in all"},
      {"exactly the rule of three",
       2995,
       1e-3,
       0,
       Verdict::Pass,
       "0 of 2 995 requests blocked (0 %), 0 of 2 995 clients; at 95 % confidence the rate is at "
       "most 0.1 % by requests (design effect 1.0) and 0.1 % by clients",
       ""},
      {"one hit where one is too many to tell",
       4000,
       1e-3,
       1,
       not_enough,
       "1 of 4 000 requests blocked (0.025 %), 1 of 4 000 clients; at 95 % confidence the rate is "
       "at most 0.119 % by requests (design effect 1.0) and 0.119 % by clients",
       "record at least 742 clients more that are not blocked, 4 742 in all"},
      {"one hit that enough clean clients outweigh",
       4742,
       1e-3,
       1,
       Verdict::Pass,
       "1 of 4 742 requests blocked (0.0211 %), 1 of 4 742 clients; at 95 % confidence the rate is "
       "at most 0.1 % by requests (design effect 1.0) and 0.1 % by clients",
       ""},
      {"a rate that is seen to be above the limit",
       4000,
       1e-3,
       5,
       Verdict::Fail,
       "5 of 4 000 requests blocked (0.125 %), 5 of 4 000 clients; at 95 % confidence the rate is "
       "at most 0.263 % by requests (design effect 1.0) and 0.263 % by clients",
       "see the report for the requests that were blocked"},
  }));
  DYNAMIC_SECTION(c.name) {
    World world(c.clients, c.limit);
    for (std::uint64_t i = 0; i < c.hits; ++i)
      world.hit(0, "client-" + std::to_string(i), 1);
    const Decision decision = world.decide();
    const Reason* reason = find_reason(decision, "false-positives");
    REQUIRE(reason != nullptr);
    CHECK(reason->verdict == c.verdict);
    CHECK(decision.verdict == c.verdict);
    CHECK(reason->message == c.message);
    CHECK(reason->hint == c.hint);
    CHECK(reason->limit == percent(c.limit) + ", set in sigctl.yaml:14");
    CHECK(reason->subject == "benign-web");
  }
}

TEST_CASE("what could not be decided counts as blocked") {
  World world;
  for (int i = 0; i < 5; ++i)
    world.requests().clients["client-" + std::to_string(i)].undecided = 1;
  world.requests().total.undecided = 5;
  const Decision decision = world.decide();
  CHECK(decision.verdict == Verdict::Fail);
  CHECK(find_reason(decision, "false-positives")
            ->message.ends_with("; 5 undecided counted as blocked"));
}

TEST_CASE("a crawler's requests do not stand in for clients") {
  World world;
  world.requests().clients["crawler"].units = 1000000;
  world.requests().total.units += 1000000;
  const Decision decision = world.decide();
  CHECK(decision.verdict == not_enough);
  CHECK(find_reason(decision, "false-positives")->hint ==
        "record more clients that are not blocked: the requests here count as 1 independent ones, "
        "2 995 are needed");
}

TEST_CASE("signatures below block_at do not count, alerts do not count") {
  World world;
  for (int i = 0; i < 10; ++i)
    world.hit(0, "client-" + std::to_string(i), 1);
  CHECK(world.decide().verdict == Verdict::Fail);
  // The hits came from a signature of medium confidence.
  SurfaceCounts& requests = world.requests();
  for (int i = 0; i < 10; ++i)
    requests.clients["client-" + std::to_string(i)].blocked[2] = 0;
  requests.total.blocked[2] = 0;
  CHECK(world.decide().verdict == Verdict::Fail);
  world.environment.block_at = Confidence::High;
  CHECK(world.decide().verdict == Verdict::Pass);
}

TEST_CASE("log-only is a mode of action, not of safety") {
  World world;
  for (int i = 0; i < 10; ++i)
    world.hit(0, "client-" + std::to_string(i), 1);
  world.environment.mode = Mode::Detect;
  const Verdict detecting = world.decide().verdict;
  world.environment.mode = Mode::Block;
  CHECK(detecting == Verdict::Fail);
  CHECK(world.decide().verdict == detecting);
}

TEST_CASE("a blocking signature on a surface that the benign traffic lacks is not proven") {
  World world;
  world.facts.bundle.signatures[1].on = Surface::Packet;
  world.evidence().signatures[1].on = Surface::Packet;
  const Decision decision = world.decide();
  CHECK(decision.verdict == not_enough);
  bool is_named = false;
  for (const Reason& reason : decision.reasons) {
    is_named |= reason.message ==
                "blocking signatures look at packets, and there is none in the benign traffic";
  }
  CHECK(is_named);
}

TEST_CASE("a changed signature that hits is named, with the bound for as many comparisons") {
  World world;
  world.facts.last_release.clear();
  for (int i = 0; i < 5; ++i)
    world.hit(1, "client-" + std::to_string(i), 1);
  const Decision decision = world.decide();
  const Reason* reason = find_reason(decision, "changed-signature");
  REQUIRE(reason != nullptr);
  CHECK(reason->subject == "sql-injection");
  CHECK(reason->verdict == Verdict::Fail);
  CHECK(reason->message ==
        "on benign-web: 5 of 4 000 requests blocked (0.125 %), 5 of 4 000 clients; at 97.5 % "
        "confidence the rate is at most 0.291 % by requests (design effect 1.0) and 0.291 % by "
        "clients (one of 2 new or changed signatures)");
  world.facts.last_release = world.facts.bundle.signatures;
  CHECK(find_reason(world.decide(), "changed-signature") == nullptr);
}

TEST_CASE("a signature that newly blocks is a changed one, even with the same meaning") {
  World world;
  world.facts.last_release[0].action = Action::Alert;
  CHECK(find_reason(world.decide(), "reachability") != nullptr);
}

TEST_CASE("one signature above the ceiling is refused, whatever its action") {
  World world;
  world.environment.max_benign_match_rate = Setting<double>{1e-3, "sigctl.yaml:30"};
  CHECK(find_reason(world.decide(), "ceiling")->verdict == Verdict::Pass);
  for (SignatureEvidence& signature : world.evidence().signatures)
    signature.action = Action::Alert;
  for (ManifestSignature& signature : world.facts.bundle.signatures)
    signature.action = Action::Alert;
  world.requests().total.flagged = 5;
  world.evidence().signatures[0].corpora["benign-web"].hits = 5;
  const Decision decision = world.decide();
  const Reason* reason = find_reason(decision, "ceiling");
  REQUIRE(reason != nullptr);
  CHECK(decision.verdict == Verdict::Fail);
  CHECK(reason->subject == "path-traversal");
  CHECK(reason->message ==
        "matches 5 of 4 000 requests of corpus \"benign-web\" (0.125 %), whatever its action");
  CHECK(reason->limit == "0.1 %, set in sigctl.yaml:30");
}

TEST_CASE("a ceiling without benign traffic is not passed") {
  World world;
  world.environment.gate.reset();
  world.environment.max_benign_match_rate = Setting<double>{1e-3, "sigctl.yaml:30"};
  world.evidence().corpora[0].label = Label::Attack;
  CHECK(find_reason(world.decide(), "ceiling")->verdict == not_enough);
}

}  // namespace
}  // namespace sig::promote
