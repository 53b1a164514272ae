#include "daemon/block_table.h"

#include <catch2/catch.hpp>
#include <random>

using namespace sig;
using namespace sig::daemon;
using std::chrono::seconds;

namespace {

IpAddress client(std::uint32_t number) {
  const std::uint8_t bytes[4] = {10,
                                 static_cast<std::uint8_t>(number >> 16U),
                                 static_cast<std::uint8_t>(number >> 8U),
                                 static_cast<std::uint8_t>(number)};
  return IpAddress::from_v4(bytes);
}

Block block_until(Monotonic until, std::string signature = "a") {
  return {.signature = std::move(signature), .rev = 1, .until = until};
}

const Monotonic start{};

}  // namespace

TEST_CASE("a block ends at its time") {
  BlockTable table(100);
  table.add(client(1), block_until(start + seconds(10)));
  CHECK(table.find(client(1), start + seconds(9)));
  CHECK_FALSE(table.find(client(2), start + seconds(9)));
  CHECK_FALSE(table.find(client(1), start + seconds(10)));
  CHECK(table.size() == 0);
}

TEST_CASE("the later end of two blocks of one client counts") {
  BlockTable table(100);
  table.add(client(1), block_until(start + seconds(10), "long"));
  table.add(client(1), block_until(start + seconds(5), "short"));
  CHECK(table.find(client(1), start + seconds(7))->signature == "long");
  table.add(client(1), block_until(start + seconds(20), "longer"));
  CHECK(table.find(client(1), start + seconds(15))->signature == "longer");
  CHECK(table.size() == 1);
}

TEST_CASE("a sweep removes what has ended and nothing else") {
  BlockTable table(1000);
  for (std::uint32_t i = 0; i < 100; ++i)
    table.add(client(i), block_until(start + seconds(i)));
  table.sweep(start + seconds(49));
  CHECK(table.size() == 50);
  CHECK_FALSE(table.find(client(49), start));
  CHECK(table.find(client(50), start));
}

TEST_CASE("a full table gives up its oldest blocks, counted") {
  BlockTable table(1600);
  for (std::uint32_t i = 0; i < 10000; ++i)
    table.add(client(i), block_until(start + seconds(1000)));
  CHECK(table.size() <= 1600);
  CHECK(table.size() + table.evicted() == 10000);
  CHECK(table.find(client(9999), start));
  CHECK_FALSE(table.find(client(0), start));
}

TEST_CASE("blocks of signatures that are taken back end") {
  BlockTable table(100);
  table.add(client(1), block_until(start + seconds(10), "kept"));
  table.add(client(2), block_until(start + seconds(10), "gone"));
  CHECK(table.keep_if([](const Block& block) { return block.signature == "kept"; }) == 1);
  CHECK(table.find(client(1), start));
  CHECK_FALSE(table.find(client(2), start));
  CHECK(table.list(start, 10).size() == 1);
}

TEST_CASE("the table agrees with a plain map under any sequence of calls") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  BlockTable table(1U << 20U);
  std::map<IpAddress, Monotonic> model;
  Monotonic now = start;
  for (int step = 0; step < 20000; ++step) {
    const IpAddress who = client(static_cast<std::uint32_t>(random() % 50));
    switch (random() % 5) {
      case 0:
      case 1: {
        const Monotonic until = now + seconds(random() % 30);
        table.add(who, block_until(until));
        if (auto [at, is_new] = model.try_emplace(who, until); !is_new) {
          at->second = std::max(at->second, until);
        }
        break;
      }
      case 2:
        now += seconds(random() % 3);
        break;
      case 3:
        table.remove(who);
        model.erase(who);
        break;
      default:
        table.sweep(now);
    }
    const auto known = model.find(who);
    const bool expected = known != model.end() && known->second > now;
    REQUIRE(table.find(who, now).has_value() == expected);
  }
}
