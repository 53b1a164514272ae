#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "traffic/capture_filter.h"
#include "traffic/capture_reader.h"
#include "traffic/client_key.h"
#include "traffic/event_source.h"
#include "traffic/flow_tracker.h"
#include "traffic/packet_decoder.h"

namespace sig::traffic {

/// The reader behind open_packets: one packet at a time through link layer, decoder and flows; then
/// what that brought is shown event by event before the next packet is read.
class PacketSource final : public EventSource {
 public:
  PacketSource(std::unique_ptr<CaptureReader> reader,
               std::optional<CaptureFilter> filter,
               const OpenOptions& options);

  Result<const Event*> next() override;
  const ReadCounts& counts() const override;

 private:
  Status read_packet();
  void take(const CapturedPacket& captured);
  void take_ip(const CapturedPacket& captured, const Network& network, std::uint32_t table);
  void count_unused(const CapturedPacket& captured, const Network& network);
  bool is_mine(std::uint32_t table) const {
    return table % options_.part.count == options_.part.index;
  }
  void finish_reading();
  bool show_next();
  bool show(const Output& output);
  void show_packet();
  void show_flow(const Flow& flow, const FlowStamp& stamp);

  std::unique_ptr<CaptureReader> reader_;
  std::optional<CaptureFilter> filter_;
  OpenOptions options_;
  PacketDecoder decoder_;
  ReasonCounts reasons_;
  ContentContext context_;
  FlowTracker tracker_;
  std::array<DecodingTable, virtual_tables> tables_;
  ClientKey client_;
  std::uint64_t record_ = 0;
  bool is_read_ = false;
  bool is_finished_ = false;

  // The packet at hand and what is still to be shown of it.
  DecodedPacket packet_;
  const Flow* packet_flow_ = nullptr;
  bool has_packet_ = false;
  size_t next_output_ = 0;
  Event event_;
  std::vector<std::string_view> queries_;

  mutable ReadCounts counts_;
};

}  // namespace sig::traffic
