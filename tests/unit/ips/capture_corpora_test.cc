// The engine over real captures, where those are at hand.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "traffic/capture_reader.h"
#include "unit/ips/capture_listener.h"

namespace sig::ips {
namespace {

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

/// Nothing when the file is no capture.
std::optional<Shown> play(const std::string& path) {
  auto input = traffic::ChunkInput::open(path);
  if (!input) return std::nullopt;
  auto reader = traffic::open_capture(*std::move(input), path);
  if (!reader) return std::nullopt;
  Shown shown;
  shown.notes.keeps_packets = false;
  CaptureEngine engine({}, shown.notes);
  traffic::CapturedPacket packet;
  while ((*reader)->next(packet) == traffic::CaptureReader::Outcome::Packet)
    engine.take(packet);
  engine.finish();
  shown.counts = engine.counts();
  return shown;
}

}  // namespace

TEST_CASE("every flow of every shared capture begins, and ends once") {
  if (!std::filesystem::exists(corpora())) return;
  size_t captures = 0;
  for (const char* folder : {"benign-pcap", "attack-pcap", "robustness-pcap"}) {
    const std::filesystem::path top = corpora() + "/" + folder;
    if (!std::filesystem::exists(top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top)) {
      if (!entry.is_regular_file()) continue;
      const auto shown = play(entry.path().string());
      if (!shown) continue;
      ++captures;
      INFO(entry.path().string());
      CHECK(shown->notes.ended_flows == shown->counts.flows);
      CHECK(shown->counts.rejected <= shown->counts.records);
      CHECK(shown->notes.begun_flows == shown->counts.flows);
    }
  }
  std::cout << captures << " captures played\n";
}

// Lists the events of one capture, to compare with those of an engine: ips_test [.events]
TEST_CASE("events of a capture", "[.events]") {
  const char* path = std::getenv("SIGCTL_CAPTURE");
  if (path == nullptr) return;
  const auto shown = play(path);
  REQUIRE(shown);
  for (const auto& [name, count] : shown->notes.events)
    std::cout << "event " << name << " " << count << "\n";
  for (const auto& [reason, count] : shown->counts.reasons)
    std::cout << "reason " << reason << " " << count << "\n";
  std::cout << "records " << shown->counts.records << " rejected " << shown->counts.rejected
            << " shown " << shown->notes.shown << " flows " << shown->counts.flows << " data "
            << shown->notes.data_bytes << " gaps " << shown->notes.gaps << "\n";
}

}  // namespace sig::ips
