#pragma once

#include <map>
#include <string>
#include <vector>

#include "ips/capture_engine.h"
#include "ips/event_names.h"
#include "tests/support/packet_builder.h"

namespace sig::ips {

/// Notes what an engine shows.
struct Notes final : FlowListener {
  struct Seen {
    bool is_ip = false, is_fragment = false, is_reassembled = false, in_stream = false;
    bool has_flow = false, to_server = false;
    std::uint64_t flow = 0, record = 0;
    std::string source, payload;
  };
  bool keeps_packets = true;
  std::vector<Seen> packets;
  std::map<std::uint64_t, std::array<std::string, 2>> streams;  ///< by flow: to server, to client
  std::map<std::string, int> events;
  std::uint64_t shown = 0, begun_flows = 0, ended_flows = 0, gaps = 0, gap_bytes = 0, ends = 0;
  std::uint64_t data_bytes = 0;

  void data(Flow& flow, bool to_server, std::string_view bytes, const Packet&) override {
    data_bytes += bytes.size();
    if (keeps_packets) streams[flow.number][to_server ? 0 : 1] += bytes;
  }
  void gap(Flow&, bool, std::uint64_t length, const Packet&) override {
    ++gaps;
    gap_bytes += length;
  }
  void stream_end(Flow&, bool, const Packet&) override { ++ends; }
  void packet(const Packet& packet, Flow* flow, bool to_server, bool in_stream) override {
    ++shown;
    if (flow != nullptr && flow->packets_to_server + flow->packets_to_client == 1) ++begun_flows;
    for (const EventNumber number : packet.events)
      ++events[std::string(event_name(number))];
    if (!keeps_packets) return;
    Seen seen;
    seen.is_ip = packet.is_ip;
    seen.is_fragment = packet.is_fragment;
    seen.is_reassembled = packet.is_reassembled;
    seen.in_stream = in_stream;
    seen.has_flow = flow != nullptr;
    seen.to_server = to_server;
    seen.flow = flow != nullptr ? flow->number : 0;
    seen.record = packet.record;
    if (packet.is_ip) seen.source = packet.source.text();
    seen.payload = packet.payload;
    packets.push_back(seen);
  }
  void flow_end(Flow&, const Packet&) override { ++ended_flows; }
};

/// What is shown of these packets, one a second.
struct Shown {
  Notes notes;
  EngineCounts counts;
};

inline Shown show(const std::vector<std::string>& packets,
                  const EngineOptions& options = {},
                  std::uint32_t link_type = 1) {
  Shown shown;
  CaptureEngine engine(options, shown.notes);
  std::int64_t second = 1767225600;
  for (const std::string& packet : packets) {
    traffic::CapturedPacket captured;
    captured.bytes = packet;
    captured.original_length = static_cast<std::uint32_t>(packet.size());
    captured.link_type = link_type;
    captured.time = Time{second++ * 1'000'000'000};
    engine.take(captured);
  }
  engine.finish();
  shown.counts = engine.counts();
  return shown;
}

}  // namespace sig::ips
