#include "ips/capture_engine.h"

#include <algorithm>

#include "ips/decode.h"
#include "ips/flow_table.h"
#include "ips/tcp_tracker.h"
#include "protocol/app_session.h"
#include "traffic/decoded_packet.h"

namespace sig::ips {
namespace {

namespace number = traffic::protocol;

constexpr std::int64_t second = 1'000'000'000;

/// How long a flow may be silent, by packet time; Suricata 7's defaults.
std::int64_t timeout_of(const FlowSlot& slot) {
  const bool is_established = slot.flow.is_established;
  switch (slot.key.protocol) {
    case number::tcp:
      if (slot.flow.is_closed) return 60 * second;
      return (is_established ? 600 : 60) * second;
    default:
      return (is_established ? 300 : 30) * second;
  }
}
constexpr std::int64_t longest_timeout = 600 * second;

/// A question and its answer are of one flow; other types of ICMP are flows of their own.
std::uint16_t icmp_kind(const Packet& packet) {
  if (packet.protocol == number::icmpv6) {
    switch (packet.icmp_type) {
      case 129:
      case 134:
      case 136:
        return static_cast<std::uint16_t>(packet.icmp_type - 1);
      default:
        return static_cast<std::uint16_t>(packet.icmp_type);
    }
  }
  switch (packet.icmp_type) {
    case 0:
      return 8;
    case 14:
    case 16:
    case 18:
      return static_cast<std::uint16_t>(packet.icmp_type - 1);
    default:
      return static_cast<std::uint16_t>(packet.icmp_type);
  }
}

FlowKey key_of(const Packet& packet, std::uint32_t vlan) {
  FlowKey key;
  key.protocol = packet.protocol;
  key.vlan = vlan;
  key.is_v6 = packet.is_v6;
  const bool is_low = std::pair(packet.source, packet.source_port) <=
                      std::pair(packet.destination, packet.destination_port);
  key.low = is_low ? packet.source : packet.destination;
  key.high = is_low ? packet.destination : packet.source;
  key.low_port = is_low ? packet.source_port : packet.destination_port;
  key.high_port = is_low ? packet.destination_port : packet.source_port;
  if (packet.icmp_type >= 0) key.low_port = icmp_kind(packet);
  return key;
}

bool has_flow(const Packet& packet) {
  return packet.is_ip && !packet.is_fragment && packet.has_transport;
}

std::uint32_t part_of(const Packet& packet, std::uint32_t parts) {
  FlowKey key = key_of(packet, 0);
  key.low_port = key.high_port = 0;
  key.protocol = 0;
  key.is_v6 = false;
  return static_cast<std::uint32_t>(hash_of(key) % parts);
}

}  // namespace

struct CaptureEngine::State {
  State(const EngineOptions& given, FlowListener& to)
      : options(given), listener(to), decoder(given.verify_checksums), tcp(options, to) {}

  EngineOptions options;
  FlowListener& listener;
  Decoder decoder;
  FlowTable flows;
  TcpTracker tcp;
  mutable EngineCounts counts;
  Time now{};

  void take_packet(Packet& packet, std::uint32_t vlan);
  FlowSlot& flow_of(const Packet& packet, std::uint32_t vlan);
  FlowSlot& open(const FlowKey& key, std::uint64_t hash, const Packet& packet);
  bool is_answer_midstream(const Packet& packet) const;
  void end(FlowSlot& slot);
  void expire();
};

CaptureEngine::CaptureEngine(const EngineOptions& options, FlowListener& listener)
    : state_(std::make_unique<State>(options, listener)) {}
CaptureEngine::~CaptureEngine() = default;

void CaptureEngine::take(const traffic::CapturedPacket& captured) {
  State& state = *state_;
  ++state.counts.records;
  state.decoder.decode(captured, state.counts.records);
  if (state.decoder.is_rejected()) ++state.counts.rejected;
  if (captured.time && *captured.time > state.now) state.now = *captured.time;
  state.expire();
  for (size_t i = 0; i < state.decoder.count(); ++i) {
    state.take_packet(state.decoder.packets()[i],
                      state.options.use_vlan ? state.decoder.vlan() : 0);
  }
}

void CaptureEngine::State::take_packet(Packet& packet, std::uint32_t vlan) {
  if (options.parts > 1 && part_of(packet, options.parts) != options.part) return;
  if (!has_flow(packet)) {
    listener.packet(packet, nullptr, true, false);
    return;
  }
  FlowSlot* slot = &flow_of(packet, vlan);
  if (packet.protocol == number::tcp && tcp.is_new_connection(*slot, packet)) {
    const FlowKey key = slot->key;
    const std::uint64_t hash = slot->hash;
    end(*slot);
    slot = &open(key, hash, packet);
  }
  Flow& flow = slot->flow;
  const bool to_server = packet.source == flow.client && packet.source_port == flow.client_port;
  flow.last = packet.time.value_or(now);
  ++(to_server ? flow.packets_to_server : flow.packets_to_client);
  const std::uint64_t size = packet.network_header.size() + packet.transport_header.size() +
                             packet.payload.size() + packet.missing;
  (to_server ? flow.bytes_to_server : flow.bytes_to_client) += size;
  bool in_stream = false;
  if (packet.protocol == number::tcp) {
    in_stream = tcp.take(*slot, packet, to_server);
  } else if (flow.packets_to_server > 0 && flow.packets_to_client > 0) {
    flow.is_established = true;
  }
  listener.packet(packet, &flow, to_server, in_stream);
  if (packet.protocol == number::tcp) tcp.finish_packet(*slot, packet);
}

FlowSlot& CaptureEngine::State::flow_of(const Packet& packet, std::uint32_t vlan) {
  const FlowKey key = key_of(packet, vlan);
  const std::uint64_t hash = hash_of(key);
  FlowSlot* slot = flows.find(key, hash);
  if (slot != nullptr && packet.time && packet.time->ns - slot->flow.last.ns > timeout_of(*slot)) {
    end(*slot);
    slot = nullptr;
  }
  if (slot == nullptr) return open(key, hash, packet);
  flows.touch(*slot);
  return *slot;
}

/// Of a connection whose beginning is not in the capture: whether its first bytes are what only a
/// server says, so that the client is the other end.
bool CaptureEngine::State::is_answer_midstream(const Packet& packet) const {
  if (!options.midstream || packet.protocol != number::tcp || packet.payload.empty()) return false;
  const auto found = [&packet](bool to_server) {
    const auto client = to_server ? packet.source_port : packet.destination_port;
    const auto server = to_server ? packet.destination_port : packet.source_port;
    const auto shown =
        protocol::detect_protocol(packet.protocol, to_server, client, server, packet.payload);
    return shown != protocol::AppProtocol::Unknown && shown != protocol::AppProtocol::Failed;
  };
  return !found(true) && found(false);
}

FlowSlot& CaptureEngine::State::open(const FlowKey& key, std::uint64_t hash, const Packet& packet) {
  if (flows.size() >= options.most_flows) {
    ++counts.evicted_flows;
    end(*flows.oldest());
  }
  FlowSlot& slot = flows.open(key, hash);
  Flow& flow = slot.flow;
  flow.number = ++counts.flows;
  flow.protocol = packet.protocol;
  flow.first = flow.last = packet.time.value_or(now);
  const bool is_answer = tcp_flag_answer(packet) || is_answer_midstream(packet);
  flow.client = is_answer ? packet.destination : packet.source;
  flow.server = is_answer ? packet.source : packet.destination;
  flow.client_port = is_answer ? packet.destination_port : packet.source_port;
  flow.server_port = is_answer ? packet.source_port : packet.destination_port;
  return slot;
}

void CaptureEngine::State::end(FlowSlot& slot) {
  Packet packet;
  packet.is_ip = true;
  packet.is_pseudo = true;
  packet.is_v6 = !slot.flow.client.is_v4();
  packet.protocol = slot.flow.protocol;
  packet.source = slot.flow.client;
  packet.destination = slot.flow.server;
  packet.source_port = slot.flow.client_port;
  packet.destination_port = slot.flow.server_port;
  packet.time = slot.flow.last;
  packet.record = counts.records;
  if (slot.flow.protocol == number::tcp) tcp.end(slot, packet);
  listener.flow_end(slot.flow, packet);
  flows.close(slot);
}

void CaptureEngine::State::expire() {
  for (FlowSlot* oldest = flows.oldest();
       oldest != nullptr && now.ns - oldest->flow.last.ns > longest_timeout;
       oldest = flows.oldest()) {
    end(*oldest);
  }
}

void CaptureEngine::finish() {
  state_->decoder.finish();
  while (FlowSlot* oldest = state_->flows.oldest())
    state_->end(*oldest);
}

const EngineCounts& CaptureEngine::counts() const {
  state_->counts.reasons = state_->decoder.reasons().texts();
  state_->counts.evicted_bytes = state_->tcp.evicted_bytes();
  return state_->counts;
}

}  // namespace sig::ips
