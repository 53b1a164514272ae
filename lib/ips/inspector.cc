#include "ips/inspector.h"

#include <algorithm>
#include <cstring>

#include "ips/rule_kind.h"

namespace sig::ips {
namespace {

using protocol::AppProtocol;

constexpr unsigned known_class_bits = 12;

void want_buffers(const Ruleset& ruleset, protocol::AppWants& wants) {
  for (const ValueClass& value : ruleset.value_classes()) {
    if (is_transaction_buffer(value.buffer)) wants.want(value.buffer);
  }
  // Named tests look at these.
  for (const IpsBuffer buffer : {IpsBuffer::TlsCertSubject,
                                 IpsBuffer::TlsCertIssuer,
                                 IpsBuffer::TlsCertFingerprint,
                                 IpsBuffer::SshProto}) {
    wants.want(buffer);
  }
  if (ruleset.asks_for_files() || ruleset.asks_for_magic()) {
    wants.want(IpsBuffer::FileName);
    wants.want(IpsBuffer::FileData);
  }
  wants.frames = !ruleset.frames().empty();
}

void make_room(const std::vector<Prefilter>& prefilters, match::HsScanner& scanner) {
  for (const Prefilter& prefilter : prefilters)
    scanner.make_room_for(*prefilter.database);
}

}  // namespace

Inspector::Inspector(std::shared_ptr<const Ruleset> ruleset,
                     const InspectorOptions& options,
                     AlertSink& sink)
    : ruleset_(std::move(ruleset)),
      options_(options),
      sink_(sink),
      regexes_(ruleset_->regexes()),
      datasets_(ruleset_->datasets()),
      inspector_(regexes_, datasets_),
      values_(*ruleset_, regexes_),
      reach_(*ruleset_),
      marks_(ruleset_->rules().size()),
      known_classes_(size_t{1} << known_class_bits) {
  context_.limits = options.limits;
  want_buffers(*ruleset_, context_.wants);
  make_room(ruleset_->stream_to_server(), scanner_);
  make_room(ruleset_->stream_to_client(), scanner_);
  make_room(ruleset_->tcp_packets(), scanner_);
  make_room(ruleset_->other_packets(), scanner_);
  for (const auto& prefilters : ruleset_->values())
    make_room(prefilters, scanner_);
}

InspectedFlow& Inspector::memory_of(Flow& flow) {
  if (flow.memory == nullptr) {
    auto memory = std::make_unique<InspectedFlow>(context_, flow);
    memory->classes = {class_of(flow.client),
                       class_of(flow.server),
                       ruleset_->ports().class_of(flow.client_port),
                       ruleset_->ports().class_of(flow.server_port)};
    flow.memory = std::move(memory);
  }
  return static_cast<InspectedFlow&>(*flow.memory);
}

Occasion Inspector::occasion_of(const Packet& packet, Flow* flow, bool to_server) const {
  Occasion occasion;
  occasion.packet = &packet;
  occasion.flow = flow;
  occasion.to_server = to_server;
  occasion.now = packet.time.value_or(Time{});
  if (flow != nullptr && flow->memory != nullptr) {
    occasion.memory = static_cast<InspectedFlow*>(flow->memory.get());
    occasion.app = occasion.memory->session.protocol();
  }
  return occasion;
}

std::uint32_t Inspector::class_of(const IpAddress& address) {
  std::uint64_t half = 0;
  std::memcpy(&half, address.bytes.data() + 8, sizeof half);
  half *= 0x9e3779b97f4a7c15ULL;
  KnownClass& known = known_classes_[half >> (64U - known_class_bits)];
  if (!known.is_set || known.address != address) {
    known = {address, ruleset_->addresses().class_of(address), true};
  }
  return known.number;
}

std::array<std::uint32_t, 4> Inspector::classes_of(const Occasion& occasion) {
  if (occasion.memory != nullptr) {
    const auto& [client, server, client_port, server_port] = occasion.memory->classes;
    if (occasion.to_server) return {client, server, client_port, server_port};
    return {server, client, server_port, client_port};
  }
  const Packet& packet = *occasion.packet;
  return {class_of(packet.source),
          class_of(packet.destination),
          ruleset_->ports().class_of(packet.source_port),
          ruleset_->ports().class_of(packet.destination_port)};
}

void Inspector::data(Flow& flow, bool to_server, std::string_view bytes, const Packet& packet) {
  InspectedFlow& memory = memory_of(flow);
  if (memory.is_dropped) return;
  const bool wants_raw =
      flow.protocol == 6 && !memory.is_encrypted() &&
      (!ruleset_->always_stream().empty() ||
       !(to_server ? ruleset_->stream_to_server() : ruleset_->stream_to_client()).empty());
  // What the other side said came first.
  if (memory.raw[at(!to_server)].has_fresh()) inspect_raw(flow, !to_server, packet);
  if (wants_raw) {
    RawStream& raw = memory.raw[at(to_server)];
    std::string_view left = bytes;
    while (!left.empty()) {
      const size_t room = RawStream::block - std::min(RawStream::block, raw.window().size());
      const std::string_view piece = left.substr(0, std::max<size_t>(room, 1));
      raw.add(piece);
      left.remove_prefix(piece.size());
      if (raw.is_full()) inspect_raw(flow, to_server, packet);
    }
  }
  flow_ = &flow;
  packet_ = &packet;
  feed(flow, memory, to_server, bytes);
  note_detection(memory, to_server);
  account(memory);
  if (held_bytes_ > options_.most_held_bytes) keep_within_memory(flow, to_server, packet);
}

void Inspector::feed(Flow& flow, InspectedFlow& memory, bool to_server, std::string_view bytes) {
  const bool may_be_expected =
      !expected_.is_empty() && flow.protocol == 6 && memory.session.is_undecided();
  if (may_be_expected) memory.session.expect(expected_.find(flow, packet_->time.value_or(Time{})));
  memory.session.data(to_server, bytes, *this);
  if (may_be_expected && memory.session.protocol() == AppProtocol::FtpData) expected_.take(flow);
}

void Inspector::expect(const protocol::FtpTransfer& transfer) {
  memory_of(*flow_).has_announced = true;
  expected_.add(*flow_, transfer, packet_->time.value_or(Time{}));
}

void Inspector::account(InspectedFlow& memory) {
  const size_t held = memory.held_bytes();
  held_bytes_ += held - memory.accounted;  // unsigned, so that less is as good as more
  memory.accounted = held;
}

void Inspector::keep_within_memory(Flow& flow, bool to_server, const Packet& packet) {
  InspectedFlow& memory = memory_of(flow);
  for (const bool side : {to_server, !to_server}) {
    if (memory.raw[at(side)].has_fresh()) inspect_raw(flow, side, packet);
    memory.raw[at(side)].clear();
  }
  if (!memory.session.is_done()) ++given_up_;
  memory.session.give_up();
  account(memory);
}

void Inspector::note_detection(InspectedFlow& memory, bool to_server) {
  const AppProtocol app = memory.session.protocol();
  if (app == AppProtocol::Unknown || memory.detection_told[at(to_server)]) return;
  memory.detected[at(to_server)] = true;
}

void Inspector::gap(Flow& flow, bool to_server, std::uint64_t length, const Packet& packet) {
  InspectedFlow& memory = memory_of(flow);
  if (memory.is_dropped) return;
  if (memory.raw[at(to_server)].has_fresh()) inspect_raw(flow, to_server, packet);
  memory.raw[at(to_server)].clear();
  flow_ = &flow;
  packet_ = &packet;
  memory.session.gap(to_server, length, *this);
  account(memory);
}

void Inspector::stream_end(Flow& flow, bool to_server, const Packet& packet) {
  if (flow.memory == nullptr) return;
  InspectedFlow& memory = memory_of(flow);
  if (memory.is_dropped) return;
  if (memory.raw[at(to_server)].has_fresh()) inspect_raw(flow, to_server, packet);
  memory.raw[at(to_server)].clear();
  flow_ = &flow;
  packet_ = &packet;
  memory.session.end(to_server, *this);
  account(memory);
}

void Inspector::flow_end(Flow& flow, const Packet& packet) {
  if (flow.memory == nullptr) return;
  stream_end(flow, true, packet);
  stream_end(flow, false, packet);
  tell_alerts();
  if (memory_of(flow).has_announced) expected_.forget(flow);
  held_bytes_ -= memory_of(flow).accounted;
  flow.memory.reset();
}

void Inspector::packet(const Packet& packet, Flow* flow, bool to_server, bool in_stream) {
  if (flow != nullptr && packet.protocol == 17 && !packet.payload.empty()) {
    data(*flow, to_server, packet.payload, packet);
  }
  Occasion occasion = occasion_of(packet, flow, to_server);
  if (occasion.memory != nullptr && occasion.memory->is_dropped) return;
  if (!packet.events.empty()) inspect_decoder_rules(occasion);
  if (!packet.is_ip) return tell_alerts();
  if (flow != nullptr) inspect_flow_rules(*flow, occasion);
  inspect_packet_rules(occasion, in_stream);
  tell_alerts();
  if (flow == nullptr) return;
  flow->was_established = flow->is_established;
  if (flow->memory != nullptr) {
    InspectedFlow& memory = memory_of(*flow);
    memory.app_before = memory.session.protocol();
  }
}

}  // namespace sig::ips
