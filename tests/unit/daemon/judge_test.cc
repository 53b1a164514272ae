#include "daemon/judge.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"

using namespace sig;
using namespace sig::daemon;

namespace {

Signature blocking_for(Signature signature, Seconds seconds) {
  signature.block_for = seconds;
  return signature;
}

}  // namespace

TEST_CASE("of several signatures the answer names the most severe that blocks") {
  test::Judging judging;
  Signature worse = test::uri_signature("z-worse", "aaaa");
  worse.severity = Severity::Critical;
  Signature alert = test::uri_signature("alert", "aaaa", Action::Alert);
  alert.severity = Severity::Critical;
  judging.put_in_force({test::uri_signature("first", "aaaa"), alert, worse});
  const Verdict& verdict = judging.ask("/aaaa");
  CHECK(verdict.outcome == Outcome::Block);
  CHECK(verdict.fired.size() == 3);
  CHECK(verdict.rules->signatures()[*verdict.decided_by].id == "z-worse");
}

TEST_CASE("a signature below block_at only alerts") {
  test::Judging judging;
  Signature unsure = test::uri_signature("unsure", "aaaa");
  unsure.confidence = Confidence::Medium;
  Activation activation;
  activation.environment = "prod";
  activation.mode = Mode::Block;
  activation.block_at = Confidence::High;
  judging.put_in_force({unsure, test::uri_signature("sure", "bbbb")}, &activation);
  CHECK(judging.ask("/aaaa").outcome == Outcome::Alert);
  CHECK(judging.ask("/bbbb").outcome == Outcome::Block);
}

TEST_CASE("a signature whose review is overdue stops blocking while the daemon runs") {
  test::Judging judging;
  Signature temporary = blocking_for(test::uri_signature("temporary", "aaaa"), Seconds(864000));
  temporary.review_by = *parse_iso8601("2026-11-24T06:00:00Z");
  judging.put_in_force({temporary});
  CHECK(judging.ask("/aaaa").outcome == Outcome::Block);
  CHECK(judging.ask("/").cause == Cause::TimedBlock);
  judging.pass(Seconds(3601));
  CHECK(judging.ask("/").outcome == Outcome::Pass);
  CHECK(judging.ask("/aaaa").outcome == Outcome::Alert);
}

TEST_CASE("a clock that runs behind does not revive a signature whose review was overdue") {
  test::Judging judging;
  Signature expired = test::uri_signature("expired", "aaaa");
  expired.review_by = *parse_iso8601("2026-11-01T00:00:00Z");
  judging.put_in_force({expired});
  judging.moment.wall = *parse_iso8601("2020-01-01T00:00:00Z");
  CHECK(judging.ask("/aaaa").outcome == Outcome::Alert);
}

TEST_CASE("a signature with a rate fires on its count within its time") {
  test::Judging judging;
  Signature rated = blocking_for(test::uri_signature("rated", "login"), Seconds(60));
  rated.rate = Rate{3, Seconds(60), *parse_field("client.ip")};
  judging.put_in_force({rated});
  CHECK(judging.ask("/login").outcome == Outcome::Pass);
  CHECK(judging.ask("/login").outcome == Outcome::Pass);
  CHECK(judging.ask("/login", "198.51.100.2").outcome == Outcome::Pass);
  CHECK(judging.ask("/login").cause == Cause::Signature);
  CHECK(judging.ask("/").cause == Cause::TimedBlock);
  judging.pass(Seconds(60));
  CHECK(judging.ask("/").outcome == Outcome::Pass);
  CHECK(judging.ask("/login").outcome == Outcome::Pass);
}

TEST_CASE("a running block ends when a set comes in which its signature changed") {
  struct Case {
    std::string name;
    Signature next;
    bool stays;
  };
  Signature same = blocking_for(test::uri_signature("a", "aaaa"), Seconds(3600));
  Signature changed = same;
  changed.rev = 2;
  Signature milder = same;
  milder.action = Action::Alert;
  milder.block_for.reset();
  const std::vector<Case> cases{{"the same", same, true},
                                {"another rev", changed, false},
                                {"an alert", milder, false},
                                {"gone", test::uri_signature("b", "bbbb"), false}};
  for (const Case& c : cases) {
    INFO(c.name);
    test::Judging judging;
    judging.put_in_force({same});
    CHECK(judging.ask("/aaaa").outcome == Outcome::Block);
    judging.put_in_force({c.next});
    CHECK((judging.ask("/").outcome == Outcome::Block) == c.stays);
  }
}

TEST_CASE("a request whose judge has an old set is judged by the new one as a whole") {
  test::Judging judging;
  judging.put_in_force({test::uri_signature("a", "aaaa")});
  CHECK(judging.ask("/aaaa").outcome == Outcome::Block);
  judging.put_in_force({test::uri_signature("b", "bbbb")});
  CHECK(judging.ask("/aaaa").outcome == Outcome::Pass);
  CHECK(judging.ask("/bbbb").outcome == Outcome::Block);
  judging.shared.live.free_retired();
  CHECK(judging.ask("/bbbb").outcome == Outcome::Block);
}

TEST_CASE("a regex that runs into its limit leaves the request undecided, and the choice decides") {
  Signature costly = test::uri_signature("costly", "x");
  costly.match.children[0].test.op = Operator::Regex;
  costly.match.children[0].test.values = {R"(^/(a+)+\1b$)"};
  costly.digest = meaning_digest(costly);
  const std::string uri = "/" + std::string(5000, 'a') + "c";
  for (const Fallback fallback : {Fallback::Pass, Fallback::Block}) {
    DaemonOptions options;
    options.on_undecided = fallback;
    test::Judging judging(options);
    judging.put_in_force({costly});
    const Verdict& verdict = judging.ask(uri);
    CHECK(verdict.undecided);
    CHECK((verdict.outcome == Outcome::Block) == (fallback == Fallback::Block));
    CHECK(judging.shared.metrics.undecided == 1);
  }
}
