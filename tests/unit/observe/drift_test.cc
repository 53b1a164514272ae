#include "observe/drift.h"

#include <catch2/catch.hpp>

using namespace sig;
using observe::Drift;

namespace {

Release release(std::uint64_t number, const Digest& bundle) {
  return {.environment = "prod", .number = number, .bundle = bundle};
}

Live running(std::uint64_t number, const Digest& bundle) {
  return {.point = "edge",
          .reachable = true,
          .bundle = bundle,
          .environment = "prod",
          .release = number};
}

}  // namespace

TEST_CASE("a point is in step only when it runs the newest release, and blocks") {
  const Digest one = sha256("one");
  const Digest two = sha256("two");
  const auto with_bypass = [](Live live) {
    live.bypass = true;
    return live;
  };
  const auto of_stage = [](Live live) {
    live.environment = "stage";
    return live;
  };
  struct Row {
    const char* what;
    Live live;
    std::optional<Release> release;
    Drift drift;
  };
  const Live nothing{.point = "edge", .reachable = true};
  const Live down{.point = "edge", .problem = "connection refused"};
  const Row rows[] = {
      {"the release", running(2, two), release(2, two), Drift::None},
      {"an older one", running(1, one), release(2, two), Drift::OtherRelease},
      {"the bundle under an older number", running(1, two), release(2, two), Drift::OtherRelease},
      {"the release of another environment",
       of_stage(running(2, two)),
       release(2, two),
       Drift::OtherRelease},
      {"nothing", nothing, release(1, one), Drift::RunsNothing},
      {"down", down, release(1, one), Drift::Unreachable},
      {"the release, bypassed", with_bypass(running(2, two)), release(2, two), Drift::Bypassed},
      {"down, nothing released yet", down, std::nullopt, Drift::None},
      {"nothing, nothing released yet", nothing, std::nullopt, Drift::None},
      {"something, though nothing was released",
       running(1, one),
       std::nullopt,
       Drift::OtherRelease},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(observe::drift_of(row.live, row.release) == row.drift);
  }
}
