#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/text_events.h"
#include "tests/unit/protocol/http1_units.h"
#include "traffic/capture_reader.h"
#include "traffic/link_layer.h"
#include "traffic/packet_decoder.h"
#include "traffic/tcp_connection.h"

namespace sig::protocol {
namespace {

/// The one TCP connection of a capture as HTTP.
class CaptureUnits final : public traffic::StreamSink {
 public:
  explicit CaptureUnits(const AppContext& context) : parser_(make_http1_parser(context)) {}

  void read(const std::string& path) {
    auto input = traffic::ChunkInput::open(path);
    REQUIRE(input);
    auto reader = traffic::open_capture(*std::move(input), path);
    REQUIRE(reader);
    traffic::PacketDecoder decoder(false);
    traffic::DecodingTable table;
    traffic::ReasonCounts counts;
    traffic::CapturedPacket captured;
    traffic::DecodedPacket packet;
    traffic::TcpConnection connection(true);
    std::optional<std::uint16_t> first_port;
    while ((*reader)->next(captured) == traffic::CaptureReader::Outcome::Packet) {
      const auto network = traffic::open_link(captured.link_type, captured.bytes);
      if (network.kind != traffic::Network::Kind::Ip) continue;
      if (decoder.decode(network, captured.time, table, counts, packet) !=
              traffic::PacketDecoder::Outcome::Packet ||
          packet.protocol != traffic::protocol::tcp)
        continue;
      if (!first_port) first_port = packet.source_port;
      const traffic::Side side = packet.source_port == *first_port ? 0 : 1;
      connection.take(packet, side, *this, counts);
    }
    connection.flush(*this, counts);
    parser_->end(true, seen_);
    parser_->end(false, seen_);
  }

  void data(bool from_client, std::string_view bytes) override {
    if (goes_on_) goes_on_ = parser_->data(from_client, bytes, seen_);
  }
  void gap(bool from_client, std::uint32_t length) override {
    if (goes_on_) goes_on_ = parser_->gap(from_client, length, seen_);
  }

  bool has_file_data(std::string_view text) const {
    for (const SeenUnit& unit : seen_.units)
      for (const std::string& data : unit.all(IpsBuffer::FileData))
        if (data.find(text) != std::string::npos) return true;
    return false;
  }

 private:
  std::unique_ptr<AppParser> parser_;
  SeenUnits seen_;
  bool goes_on_ = true;
};

TEST_CASE("file data of evasive responses is what the real engine sees") {
  const auto corpora = traffic::shared_corpora();
  if (!corpora) return;
  std::ifstream index(join_path(*corpora, "oracle-suricata/index.jsonl"));
  AppContext context;
  context.wants.want(IpsBuffer::FileData);
  context.limits.decompress_layers = 3;  // as their configuration says
  int tests = 0;
  int alerts = 0;
  for (std::string line; std::getline(index, line);) {
    if (line.find("http-evader") == std::string::npos) continue;
    const auto test = nlohmann::json::parse(line);
    const std::string id = test.at("id");
    if (id.find("http-evader/") != 0) continue;
    CaptureUnits capture(context);
    capture.read(join_path(*corpora, test.at("pcap").get<std::string>()));
    const auto& counts = test.at("suricata").at("sid_counts");
    INFO(id);
    CHECK(capture.has_file_data("EICAR-STANDARD-ANTIVIRUS-TEST-FILE") == counts.contains("1"));
    CHECK(capture.has_file_data("X5O!P%@AP[4") == counts.contains("2"));
    ++tests;
    alerts += counts.contains("1") ? 1 : 0;
  }
  CHECK(tests >= 100);
  CHECK(alerts > 0);
}

}  // namespace
}  // namespace sig::protocol
