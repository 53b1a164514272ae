#include "match/rate.h"

#include <catch2/catch.hpp>
#include <limits>
#include <map>

#include "tests/support/random_signatures.h"

namespace sig::match {
namespace {

Time at(double seconds) {
  return {static_cast<std::int64_t>(seconds * 1e9)};
}

TEST_CASE("the count-th hit of a key within the window fires, and the count starts anew") {
  RateWindows windows;
  const Rate rate{3, Seconds(60), {}};
  CHECK_FALSE(windows.fires(0, rate, "a", at(0)));
  CHECK_FALSE(windows.fires(0, rate, "a", at(10)));
  CHECK_FALSE(windows.fires(0, rate, "b", at(11)));
  CHECK_FALSE(windows.fires(1, rate, "a", at(12)));
  CHECK(windows.fires(0, rate, "a", at(59)));
  CHECK_FALSE(windows.fires(0, rate, "a", at(59.5)));
}

TEST_CASE("a hit exactly one window old no longer counts") {
  RateWindows windows;
  const Rate rate{2, Seconds(60), {}};
  CHECK_FALSE(windows.fires(0, rate, "a", at(0)));
  CHECK_FALSE(windows.fires(0, rate, "a", at(60)));
  CHECK(windows.fires(0, rate, "a", at(119)));
}

TEST_CASE("times may step back, and a hit from before the window does not count") {
  RateWindows windows;
  const Rate rate{3, Seconds(10), {}};
  CHECK_FALSE(windows.fires(0, rate, "a", at(100)));
  CHECK_FALSE(windows.fires(0, rate, "a", at(50)));
  CHECK_FALSE(windows.fires(0, rate, "a", at(95)));
  CHECK(windows.fires(0, rate, "a", at(99)));
}

TEST_CASE("the keys hit longest ago go first and are counted") {
  RateWindows windows(2);
  const Rate rate{2, Seconds(60), {}};
  windows.fires(0, rate, "a", at(0));
  windows.fires(0, rate, "b", at(1));
  windows.fires(0, rate, "c", at(2));
  CHECK(windows.evicted() == 1);
  CHECK_FALSE(windows.fires(0, rate, "a", at(3)));
  CHECK(windows.fires(0, rate, "c", at(4)));
}

TEST_CASE("a rate with a huge count stays within bounded memory") {
  RateWindows windows(2);
  const Rate rate{4000000000, Seconds(60), {}};
  for (int i = 0; i < 1000; ++i)
    CHECK_FALSE(windows.fires(0, rate, "a", at(1)));
  CHECK(windows.evicted() == 1000 - 16);
}

TEST_CASE("extreme times do not overflow") {
  RateWindows windows;
  const Rate rate{2, Seconds(std::numeric_limits<std::int64_t>::max()), {}};
  CHECK_FALSE(windows.fires(0, rate, "a", {std::numeric_limits<std::int64_t>::min()}));
  CHECK_FALSE(windows.fires(0, rate, "a", {std::numeric_limits<std::int64_t>::max()}));
}

/// All hits of a key since it last fired; no cleverness.
struct NaiveWindow {
  std::vector<std::int64_t> times;

  bool fires(const Rate& rate, Time time) {
    times.push_back(time.ns);
    const std::int64_t newest = *std::max_element(times.begin(), times.end());
    const std::int64_t start = newest - rate.within.count() * 1000000000;
    const auto counted =
        std::count_if(times.begin(), times.end(), [start](auto t) { return t > start; });
    if (counted < static_cast<std::ptrdiff_t>(rate.count)) return false;
    times.clear();
    return true;
  }
};

TEST_CASE("law: windows agree with a naive list of all hits") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    testing::Dice dice(seed);
    RateWindows windows;
    std::map<std::pair<std::uint32_t, std::string>, NaiveWindow> naive;
    const Rate rate{static_cast<std::uint32_t>(2 + dice.below(4)), Seconds(10), {}};
    std::int64_t now = 0;
    size_t fired = 0;
    for (int i = 0; i < 1000; ++i) {
      now += static_cast<std::int64_t>(dice.below(3000000000));
      const Time time{now - static_cast<std::int64_t>(dice.below(2) * dice.below(4000000000))};
      const auto signature = static_cast<std::uint32_t>(dice.below(2));
      const std::string key(1, static_cast<char>('a' + dice.below(3)));
      const bool expected = naive[{signature, key}].fires(rate, time);
      REQUIRE(windows.fires(signature, rate, key, time) == expected);
      fired += expected ? 1 : 0;
    }
    CHECK(fired > 5);
  }
}

}  // namespace
}  // namespace sig::match
