#include <catch2/catch.hpp>

#include "tests/support/pushing.h"

using namespace sig;
using Outcome = push::Receipt::Outcome;

namespace {

struct Point {
  TempFolder temp = *TempFolder::create("push");
  test::DaemonProcess daemon{temp.path()};
  std::vector<EnforcementPoint> points{test::point_of(daemon, temp.path())};

  std::string bundle() const { return daemon.ask({{"command", "status"}})["bundle"].dump(); }
};

std::string quoted(const Digest& digest) {
  return "\"" + digest.hex() + "\"";
}

Signature blocking_for(Signature signature, Seconds seconds) {
  signature.block_for = seconds;
  return signature;
}

}  // namespace

TEST_CASE("a push puts a release in force and proves it") {
  Point point;
  const test::Pushed first(
      {blocking_for(test::uri_signature("passwd-file", "/etc/passwd"), Seconds(3600)),
       test::uri_signature("wp-login", "wp-login.php", Action::Alert)},
      1);
  const push::Receipt receipt = test::push_now(first, point.points);
  INFO(receipt.points[0].message);
  REQUIRE(receipt.outcome == Outcome::Done);
  const std::string digest = first.desired.bundle.digest.hex().substr(0, 12);
  CHECK(receipt.points[0].message ==
        "prod/1 is in force: bundle " + digest +
            " and 2 signatures echoed; canaries: 1 blocked, 1 alerted, 2 silent, a plain request "
            "passed");
  CHECK(point.daemon.check("/etc/passwd")["verdict"] == "block");
  // The canary's client is not left blocked; the one of the line above is.
  CHECK(point.daemon.ask({{"command", "blocks"}})["total"] == 1);

  SECTION("pushed again it needs nothing") {
    const push::Plan plan = push::plan(first.desired, point.points, push::inspect(point.points));
    CHECK_FALSE(plan.steps[0].is_needed);
    CHECK(test::push_now(first, point.points).outcome == Outcome::Done);
    CHECK(point.daemon.ask({{"command", "status"}})["reloads_ok"] == 1);
  }
  SECTION("a release that takes a signature back ends its blocks") {
    CHECK(point.daemon.check("/")["verdict"] == "block");
    const test::Pushed second({test::uri_signature("wp-login", "wp-login.php")}, 2);
    CHECK(test::push_now(second, point.points).outcome == Outcome::Done);
    CHECK(point.daemon.check("/")["verdict"] == "pass");
    CHECK(point.daemon.check("/etc/passwd")["verdict"] == "pass");
  }
  SECTION("a rollback is a push of the older bundle under a new number") {
    const test::Pushed second({test::uri_signature("other", "other-value")}, 2);
    CHECK(test::push_now(second, point.points).outcome == Outcome::Done);
    const test::Pushed third(first.desired.signatures, 3);
    CHECK(test::push_now(third, point.points).outcome == Outcome::Done);
    CHECK(point.bundle() == quoted(first.desired.bundle.digest));
    CHECK(point.daemon.ask({{"command", "status"}})["release"] == 3);
  }
}

TEST_CASE("in an environment that detects the canaries are alerts") {
  Point point;
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 1, Mode::Detect);
  const push::Receipt receipt = test::push_now(pushed, point.points);
  CHECK(receipt.outcome == Outcome::Done);
  CHECK(receipt.points[0].message.find("0 blocked, 1 alerted") != std::string::npos);
}

TEST_CASE("a set whose canary fails is taken back and the old set is verified") {
  Point point;
  const test::Pushed good({test::uri_signature("a", "aaaa")}, 1);
  REQUIRE(test::push_now(good, point.points).outcome == Outcome::Done);
  struct Case {
    std::string_view name, match, no_match, message;
  };
  const auto c = GENERATE(values<Case>({
      {"it does not fire where it must",
       "GET /other HTTP/1.1\r\nHost: shop\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: shop\r\n\r\n",
       "verify: positive canary: the example of \"b\" must be answered with block, the daemon says "
       "nothing; the old set is back and verified"},
      {"it fires where it must not",
       "GET /bbbb HTTP/1.1\r\nHost: shop\r\n\r\n",
       "GET /x?bbbb HTTP/1.1\r\nHost: shop\r\n\r\n",
       "verify: negative canary: \"b\" fires on its own no_match example; the old set is back and "
       "verified"},
  }));
  DYNAMIC_SECTION(c.name) {
    Signature wrong = test::uri_signature("b", "bbbb");
    wrong.examples.match = {std::string(c.match)};
    wrong.examples.no_match = {std::string(c.no_match)};
    const test::Pushed bad({wrong}, 2);
    const push::Receipt receipt = test::push_now(bad, point.points);
    CHECK(receipt.outcome == Outcome::Failed);
    CHECK(receipt.points[0].restored);
    CHECK(receipt.points[0].message == c.message);
    CHECK(point.bundle() == quoted(good.desired.bundle.digest));
    CHECK(point.daemon.check("/aaaa")["verdict"] == "block");
  }
}

TEST_CASE("a signature that blocks every request is taken back") {
  Point point;
  const test::Pushed good({test::uri_signature("a", "aaaa")}, 1);
  REQUIRE(test::push_now(good, point.points).outcome == Outcome::Done);
  Signature everything = test::uri_signature("b", "/");
  everything.block_for = Seconds(3600);
  everything.examples.no_match.clear();
  const test::Pushed bad({everything}, 2);
  const push::Receipt receipt = test::push_now(bad, point.points);
  CHECK(receipt.points[0].message ==
        "verify: negative canary: a plain GET / is blocked; the old set is back and verified");
  CHECK(point.daemon.check("/")["verdict"] == "pass");
}

TEST_CASE("a bundle that the daemon cannot read never becomes current") {
  Point point;
  const test::Pushed good({test::uri_signature("a", "aaaa")}, 1);
  REQUIRE(test::push_now(good, point.points).outcome == Outcome::Done);
  test::Pushed bad({test::uri_signature("b", "bbbb")}, 2);
  bad.desired.bundle.bytes[200] ^= 1;
  const push::Receipt receipt = test::push_now(bad, point.points);
  CHECK(receipt.outcome == Outcome::Failed);
  CHECK(receipt.points[0].restored);
  CHECK(receipt.points[0].message.starts_with("test: the daemon says: "));
  CHECK(receipt.points[0].message.ends_with("; nothing was changed"));
  CHECK(point.daemon.ask({{"command", "status"}})["reloads_failed"] == 0);
  CHECK(point.bundle() == quoted(good.desired.bundle.digest));
  CHECK_FALSE(is_folder(
      point.temp.path() + "/generations/" +
      test::RulesFolder("").generation_name(test::activation_for(bad.desired.bundle, 2))));
}

TEST_CASE("a daemon that is down is a clear error, and nothing is staged") {
  const TempFolder temp = *TempFolder::create("push");
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 1);
  const push::Receipt receipt = test::push_now(
      pushed,
      {test::sigmatchd_point("p", temp.path(), temp.path() + "/sock", "http://127.0.0.1:1")});
  CHECK(receipt.outcome == Outcome::Failed);
  CHECK(receipt.points[0].message.starts_with("stage: cannot connect to the daemon at " +
                                              temp.path() + "/sock: No such file or directory"));
  CHECK_FALSE(is_folder(temp.path() + "/generations"));
}

TEST_CASE("with the bypass on, a push is still proved, and says that nothing is blocked") {
  Point point;
  point.daemon.ask({{"command", "bypass"}, {"on", true}});
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 1);
  const push::Receipt receipt = test::push_now(pushed, point.points);
  CHECK(receipt.outcome == Outcome::Done);
  CHECK(receipt.points[0].message.ends_with(
      "; the bypass is on, so nothing is blocked until it is off"));
  CHECK(point.daemon.check("/aaaa")["verdict"] == "pass");
}
