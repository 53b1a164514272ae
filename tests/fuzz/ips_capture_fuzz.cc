// A capture file of any bytes, over the engine of the rules.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ips/capture_engine.h"
#include "traffic/capture_reader.h"

namespace {

struct Checking final : sig::ips::FlowListener {
  std::uint64_t ended = 0;
  std::uint64_t bytes = 0;
  void data(sig::ips::Flow&, bool, std::string_view view, const sig::ips::Packet&) override {
    if (view.empty()) std::abort();
    for (const char c : view)  // every byte of a view can be read
      bytes += static_cast<unsigned char>(c);
  }
  void gap(sig::ips::Flow&, bool, std::uint64_t length, const sig::ips::Packet&) override {
    if (length == 0) std::abort();
  }
  void stream_end(sig::ips::Flow&, bool, const sig::ips::Packet&) override {}
  void packet(const sig::ips::Packet& packet, sig::ips::Flow*, bool, bool) override {
    for (const std::string_view view :
         {packet.network_header, packet.transport_header, packet.payload}) {
      for (const char c : view)
        bytes += static_cast<unsigned char>(c);
    }
  }
  void flow_end(sig::ips::Flow&, const sig::ips::Packet&) override { ++ended; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view capture(reinterpret_cast<const char*>(bytes), size);
  for (const bool midstream : {false, true}) {
    auto reader = sig::traffic::open_capture(sig::traffic::ChunkInput::over(capture), "fuzz");
    if (!reader) return 0;
    sig::ips::EngineOptions options;
    options.midstream = midstream;
    options.most_flows = 8;
    options.most_held_bytes = 4096;
    Checking checking;
    sig::ips::CaptureEngine engine(options, checking);
    sig::traffic::CapturedPacket packet;
    std::uint64_t records = 0;
    while ((*reader)->next(packet) == sig::traffic::CaptureReader::Outcome::Packet) {
      engine.take(packet);
      ++records;
    }
    engine.finish();
    const sig::ips::EngineCounts& counts = engine.counts();
    if (counts.records != records || counts.rejected > records) std::abort();
    if (counts.flows != checking.ended) std::abort();
  }
  return 0;
}
