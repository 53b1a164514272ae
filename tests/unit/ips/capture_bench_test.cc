// How fast packets become flows: ips_test [.bench] with SIGCTL_CAPTURE naming a large capture.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "traffic/capture_reader.h"
#include "unit/ips/capture_listener.h"

namespace sig::ips {
namespace {

struct Deaf final : FlowListener {
  void data(Flow&, bool, std::string_view, const Packet&) override {}
  void gap(Flow&, bool, std::uint64_t, const Packet&) override {}
  void stream_end(Flow&, bool, const Packet&) override {}
  void packet(const Packet&, Flow*, bool, bool) override {}
  void flow_end(Flow&, const Packet&) override {}
};

}  // namespace

TEST_CASE("packets a second", "[.bench]") {
  const char* path = std::getenv("SIGCTL_CAPTURE");
  if (path == nullptr) return;
  for (int round = 0; round < 3; ++round) {
    auto input = traffic::ChunkInput::open(path);
    REQUIRE(input);
    auto reader = traffic::open_capture(*std::move(input), path);
    REQUIRE(reader);
    Deaf deaf;
    CaptureEngine engine({}, deaf);
    const auto begin = std::chrono::steady_clock::now();
    traffic::CapturedPacket packet;
    while ((*reader)->next(packet) == traffic::CaptureReader::Outcome::Packet)
      engine.take(packet);
    engine.finish();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const double seconds = took.count();
    std::cout << static_cast<double>(engine.counts().records) / seconds / 1e6 << " Mpkt/s, "
              << static_cast<double>((*reader)->position()) / seconds / 1e6 << " MB/s, "
              << engine.counts().flows << " flows\n";
  }
}

}  // namespace sig::ips
