#include <catch2/catch.hpp>

#include "tests/support/pushing.h"

using namespace sig;
using Outcome = push::Receipt::Outcome;

namespace {

Live live_at(const std::string& point, const Digest& bundle, std::uint64_t release) {
  return {.point = point,
          .reachable = true,
          .bundle = bundle,
          .environment = "prod",
          .release = release,
          .signatures = 1};
}

EnforcementPoint point(const std::string& name,
                       std::uint32_t wave,
                       std::string driver = "sigmatchd") {
  EnforcementPoint out =
      test::sigmatchd_point(name, "/nowhere/rules", "/nowhere/sock", "http://127.0.0.1:1");
  out.wave = wave;
  out.driver = std::move(driver);
  return out;
}

}  // namespace

TEST_CASE("a plan takes the points of its environment by wave and name") {
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 2);
  EnforcementPoint other = point("staging", 1);
  other.environment = "stage";
  const push::Plan plan =
      push::plan(pushed.desired, {point("b", 1), point("late", 2), other, point("a", 1)}, {});
  REQUIRE(plan.steps.size() == 3);
  CHECK(plan.steps[0].point == "a");
  CHECK(plan.steps[1].point == "b");
  CHECK(plan.steps[2].point == "late");
}

TEST_CASE("a point that runs the release already needs nothing") {
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 2);
  const Digest wanted = pushed.desired.bundle.digest;
  struct Case {
    std::string_view name;
    Live live;
    bool is_needed;
    std::string from;
  };
  Live unreachable{.point = "p", .problem = "connection refused"};
  Live empty{.point = "p", .reachable = true};
  const std::vector<Case> cases{
      {"the same",
       live_at("p", wanted, 2),
       false,
       "prod/2 (bundle " + wanted.hex().substr(0, 12) + ")"},
      {"another release of the same bundle",
       live_at("p", wanted, 1),
       true,
       "prod/1 (bundle " + wanted.hex().substr(0, 12) + ")"},
      {"another bundle",
       live_at("p", sha256("x"), 2),
       true,
       "prod/2 (bundle " + sha256("x").hex().substr(0, 12) + ")"},
      {"unreachable", unreachable, true, "unreachable: connection refused"},
      {"nothing", empty, true, "nothing"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const push::Plan plan = push::plan(pushed.desired, {point("p", 1)}, {c.live});
    REQUIRE(plan.steps.size() == 1);
    CHECK(plan.steps[0].is_needed == c.is_needed);
    CHECK(plan.steps[0].from == c.from);
    CHECK(plan.steps[0].actions.empty() == !c.is_needed);
  }
}

TEST_CASE("a driver that is not built yet is refused, not skipped") {
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 2);
  const std::vector<EnforcementPoint> points{point("core-ips", 1, "suricata")};
  CHECK(push::inspect(points)[0].problem ==
        "sigctl.yaml:30: the driver \"suricata\" of \"core-ips\" is not built yet; sigmatchd is");
  const push::Receipt receipt = test::push_now(pushed, points);
  CHECK(receipt.outcome == Outcome::Failed);
  CHECK(receipt.points[0].message ==
        "sigctl.yaml:30: the driver \"suricata\" of \"core-ips\" is not built yet; sigmatchd is; "
        "take the "
        "point out of the environment until then");
}

TEST_CASE("settings that are missing or wrong are named") {
  struct Case {
    std::string_view name, key, value, problem;
  };
  const auto c = GENERATE(values<Case>({
      {"no folder", "folder", "", "sigctl.yaml:30: \"p\" has no setting \"folder\""},
      {"no socket", "socket", "", "sigctl.yaml:30: \"p\" has no setting \"socket\""},
      {"no url", "url", "", "sigctl.yaml:30: \"p\" has no setting \"url\""},
      {"a name in the url", "url", "http://waf1/", "\"http://waf1/\" is not a URL of the daemon"},
  }));
  DYNAMIC_SECTION(c.name) {
    EnforcementPoint broken = point("p", 1);
    broken.settings[std::string(c.key)] = c.value;
    CHECK(push::inspect({broken})[0].problem == c.problem);
  }
}

TEST_CASE("the first failure stops the waves behind it") {
  const test::Pushed pushed({test::uri_signature("a", "aaaa")}, 2);
  const std::vector<EnforcementPoint> points{point("first", 1), point("second", 2)};
  const push::Receipt receipt = test::push_now(pushed, points);
  CHECK(receipt.outcome == Outcome::Failed);
  REQUIRE(receipt.points.size() == 2);
  CHECK(receipt.points[0].message.starts_with(
      "stage: cannot connect to the daemon at /nowhere/sock"));
  CHECK(receipt.points[1].message == "not tried: first failed before");
}
