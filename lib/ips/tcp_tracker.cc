#include "ips/tcp_tracker.h"

#include <algorithm>

#include "traffic/byte_order.h"
#include "traffic/decoded_packet.h"

namespace sig::ips {
namespace {

namespace flag = traffic::tcp_flag;
using State = TcpSession::State;

/// How far a segment may be from what is expected; windows are at most 1 GiB (RFC 7323), but no
/// connection in a capture is that far ahead of itself.
constexpr std::int32_t furthest = 16 << 20;
constexpr size_t most_held_per_flow = 1U << 20U;

size_t at(bool to_server) {
  return to_server ? 0 : 1;
}

bool has(const Packet& packet, std::uint8_t flags) {
  return (packet.tcp_flags & flags) == flags;
}

/// The value of a TCP option of the packet (RFC 9293 3.1); nothing where it is not there.
std::optional<std::string_view> option_of(const Packet& packet, std::uint8_t kind) {
  std::string_view options = packet.transport_header;
  if (options.size() <= 20) return std::nullopt;
  options.remove_prefix(20);
  while (options.size() >= 2 && options[0] != 0) {
    const size_t length = options[0] == 1 ? 1 : traffic::byte_at(options, 1);
    if (length == 0 || length > options.size()) return std::nullopt;
    if (options[0] != 1 && length < 2) return std::nullopt;
    if (traffic::byte_at(options, 0) == kind) return options.substr(2, length - 2);
    options.remove_prefix(length);
  }
  return std::nullopt;
}

struct Timestamps {
  std::uint32_t value = 0;
  std::uint32_t echo = 0;
};

/// RFC 7323 3.2.
std::optional<Timestamps> timestamps_of(const Packet& packet) {
  const auto value = option_of(packet, 8);
  if (!value || value->size() != 8) return std::nullopt;
  return Timestamps{traffic::big32(*value, 0), traffic::big32(*value, 4)};
}

/// Fast Open (RFC 7413), by its own number or by the one of experiments (RFC 6994).
bool has_fast_open(const Packet& packet) {
  if (option_of(packet, 34)) return true;
  const auto experiment = option_of(packet, 254);
  return experiment && experiment->starts_with("\xf9\x89");
}

/// Whether the receiver has acknowledged all of the payload before: it comes again for nothing.
bool is_acknowledged(const TcpSide& side, const Packet& packet) {
  if (packet.payload.empty() || !side.is_started() || !side.has_acknowledged) return false;
  if (has(packet, flag::syn) || has(packet, flag::rst) || has(packet, flag::fin)) return false;
  const auto end = packet.sequence + static_cast<std::uint32_t>(packet.payload.size());
  return distance(end, side.acknowledged) <= 0 && distance(end, side.next()) <= 0;
}

}  // namespace

bool tcp_flag_answer(const Packet& packet) {
  return packet.protocol == traffic::protocol::tcp && has(packet, flag::syn | flag::ack);
}

bool TcpTracker::is_new_connection(const FlowSlot& slot, const Packet& packet) const {
  const bool is_syn = has(packet, flag::syn) && !has(packet, flag::ack) && !has(packet, flag::rst);
  if (!is_syn) return false;
  if (slot.tcp.state == State::Closed) return true;
  const bool to_server =
      packet.source == slot.flow.client && packet.source_port == slot.flow.client_port;
  const TcpSide& side = slot.tcp.sides[at(to_server)];
  const bool both_ended = slot.tcp.sides[0].has_fin && slot.tcp.sides[1].has_fin;
  return both_ended && side.is_started() && packet.sequence != side.initial();
}

void TcpTracker::event(Packet& packet, PacketEvent what) {
  const size_t known = packet.events.size();
  if (known >= events_.size()) return;
  if (packet.events.data() != events_.data()) {
    std::copy(packet.events.begin(), packet.events.end(), events_.begin());
  }
  events_[known] = number_of(what);
  packet.events = std::span(events_.data(), known + 1);
}

bool TcpTracker::is_time_right(FlowSlot& slot, const Packet& packet, bool to_server) {
  TcpSide& side = slot.tcp.sides[at(to_server)];
  const TcpSide& other = slot.tcp.sides[at(!to_server)];
  const bool is_syn = has(packet, flag::syn);
  if (slot.tcp.state == State::SynSent && !to_server) {
    // Who did not see the SYN cannot echo its timestamp.
    const auto answer = timestamps_of(packet);
    const bool is_known = answer && distance(answer->echo, other.first_timestamp) >= 0 &&
                          distance(answer->echo, other.timestamp) <= 0;
    if (answer && answer->echo != 0 && !is_known) return false;
  }
  if (!is_syn && !(side.has_timestamp && other.has_timestamp)) return true;
  const auto stamps = timestamps_of(packet);
  if (is_syn) {
    const bool is_repeated = side.is_started() && packet.sequence == side.initial();
    side.has_timestamp = stamps.has_value();
    side.timestamp = stamps.value_or(Timestamps{}).value;
    if (!is_repeated) side.first_timestamp = side.timestamp;
    return true;
  }
  if (!stamps || has(packet, flag::rst)) return true;
  const std::int32_t ahead = distance(stamps->value, side.timestamp);
  if (side.timestamp != 0 && ahead < 0) return false;
  if (ahead > 0 || side.timestamp == 0) side.timestamp = stamps->value;
  return true;
}

bool TcpTracker::is_reset_right(const FlowSlot& slot, const Packet& packet) {
  const bool to_server =
      packet.source == slot.flow.client && packet.source_port == slot.flow.client_port;
  const TcpSide& side = slot.tcp.sides[at(to_server)];
  if (!side.is_started()) return true;
  return std::abs(std::int64_t{distance(packet.sequence, side.next())}) <= furthest;
}

bool TcpTracker::take(FlowSlot& slot, Packet& packet, bool to_server) {
  TcpSession& tcp = slot.tcp;
  is_unused_ = false;
  if (!has(packet, flag::ack) && packet.acknowledgement != 0) {
    event(packet, PacketEvent::StreamBrokenAck);
  }
  if (tcp.state == State::None && !has(packet, flag::syn)) {
    if (has(packet, flag::rst)) event(packet, PacketEvent::StreamRstNoSession);
    if (has(packet, flag::fin)) event(packet, PacketEvent::StreamFinNoSession);
    if (!options_.midstream || has(packet, flag::rst) || packet.payload.empty()) return false;
    pick_up(slot, packet, to_server);
  }
  if (tcp.state == State::Closed && !has(packet, flag::syn)) {
    // Late segments of what was not delivered yet still count.
    if (packet.payload.empty()) return true;
  }
  if (!is_time_right(slot, packet, to_server)) {
    event(packet, PacketEvent::StreamInvalidTimestamp);
    is_unused_ = true;
    return false;
  }
  if (is_acknowledged(tcp.sides[at(to_server)], packet)) {
    event(packet, PacketEvent::StreamSpuriousRetransmission);
    return true;
  }
  take_flags(slot, packet, to_server);
  if (has(packet, flag::ack)) note_acknowledgement(slot, packet, to_server);
  const bool in_stream =
      packet.payload.empty() && packet.missing == 0 ? true : take_payload(slot, packet, to_server);
  if (depth_reached_) event(packet, PacketEvent::StreamDepthReached);
  depth_reached_ = false;
  note_sizes(slot);
  return in_stream;
}

void TcpTracker::take_flags(FlowSlot& slot, Packet& packet, bool to_server) {
  TcpSession& tcp = slot.tcp;
  if (has(packet, flag::syn)) {
    take_syn(slot, packet, to_server);
    return;
  }
  TcpSide& side = tcp.sides[at(to_server)];
  TcpSide& other = tcp.sides[at(!to_server)];
  if (has(packet, flag::rst)) return;
  if (has(packet, flag::ack) && tcp.state != State::Established && tcp.state != State::Closed) {
    const bool known = side.is_started() && other.is_started();
    if (known && distance(packet.acknowledgement, other.next()) <= 0 &&
        distance(packet.acknowledgement, other.initial()) > 0) {
      tcp.state = State::Established;
      slot.flow.is_established = true;
    } else if (options_.async_oneside && side.is_started()) {
      tcp.state = State::Established;
      slot.flow.is_established = true;
    }
  }
  if (has(packet, flag::fin) && side.is_started()) {
    side.has_fin = true;
    side.fin = packet.sequence + static_cast<std::uint32_t>(packet.payload.size()) + packet.missing;
  }
}

void TcpTracker::take_syn(FlowSlot& slot, const Packet& packet, bool to_server) {
  TcpSession& tcp = slot.tcp;
  TcpSide& side = tcp.sides[at(to_server)];
  if (tcp.state == State::Established || tcp.state == State::Closed) return;
  const bool is_answer = has(packet, flag::ack);
  if (is_answer && tcp.state == State::None && !options_.midstream && !options_.async_oneside) {
    return;
  }
  if (is_answer && tcp.state != State::None) {
    // Only an answer to the SYN that was seen.
    const TcpSide& other = tcp.sides[at(!to_server)];
    if (other.is_started() && distance(packet.acknowledgement, other.initial()) <= 0) return;
  }
  side.start(packet.sequence, packet.sequence + 1);
  slot.flow.has_stream = true;
  if (!is_answer) tcp.is_fast_open = has_fast_open(packet);
  if (tcp.state == State::None) tcp.state = State::SynSent;
  if (is_answer) tcp.state = State::SynReceived;
}

void TcpTracker::pick_up(FlowSlot& slot, const Packet& packet, bool to_server) {
  TcpSession& tcp = slot.tcp;
  tcp.state = State::Established;
  tcp.was_midstream = true;
  slot.flow.is_established = true;
  slot.flow.has_stream = true;
  tcp.sides[at(to_server)].start(packet.sequence - 1, packet.sequence);
  if (has(packet, flag::ack)) {
    tcp.sides[at(!to_server)].start(packet.acknowledgement - 1, packet.acknowledgement);
  }
}

void TcpTracker::note_acknowledgement(FlowSlot& slot, const Packet& packet, bool to_server) {
  TcpSide& other = slot.tcp.sides[at(!to_server)];
  if (!other.is_started()) return;
  if (std::abs(distance(packet.acknowledgement, other.next())) > furthest) return;
  if (!other.has_acknowledged || distance(packet.acknowledgement, other.acknowledged) > 0) {
    other.has_acknowledged = true;
    other.acknowledged = packet.acknowledgement;
  }
  // What is held behind a hole that the receiver has: the capture has lost it.
  while (other.has_held() && distance(other.acknowledged, other.first_held()) >= 0 &&
         distance(other.first_held(), other.next()) > 0) {
    skip_hole(slot, !to_server, packet);
  }
}

bool TcpTracker::take_payload(FlowSlot& slot, Packet& packet, bool to_server) {
  TcpSession& tcp = slot.tcp;
  TcpSide& side = tcp.sides[at(to_server)];
  if (!side.is_started()) {
    if (tcp.state != State::Established && !options_.async_oneside) return false;
    side.start(packet.sequence - 1, packet.sequence);
  }
  if (side.over_depth) return true;
  if (has(packet, flag::rst)) return false;  // what a RST carries is no part of the stream
  const bool is_unanswered = tcp.state == State::SynSent && !options_.async_oneside;
  // What stands in a SYN comes again behind it, unless both sides know Fast Open.
  if ((has(packet, flag::syn) || is_unanswered) && !tcp.is_fast_open) return false;
  std::uint32_t sequence = packet.sequence;
  if (has(packet, flag::syn)) ++sequence;  // data in a SYN (RFC 7413) stands behind it
  std::string_view bytes = packet.payload;
  const std::int32_t ahead = distance(sequence, side.next());
  if (std::abs(ahead) > furthest) {
    event(packet, PacketEvent::StreamOutOfWindow);
    return false;
  }
  if (ahead < 0) {
    const auto behind = static_cast<size_t>(-static_cast<std::int64_t>(ahead));
    if (behind >= bytes.size()) return true;  // all known
    bytes.remove_prefix(behind);
    sequence = side.next();
  }
  if (distance(sequence, side.next()) == 0 && !side.has_held()) {
    const size_t urgent = packet.urgent_pointer;
    if (has(packet, flag::urg) && urgent > 0 && urgent <= bytes.size() &&
        sequence == packet.sequence) {
      // The urgent byte is out of band (RFC 6093), as Suricata's default has it.
      deliver(slot, to_server, bytes.substr(0, urgent - 1), packet);
      side.move_to(side.next() + 1);
      bytes.remove_prefix(urgent);
    }
    deliver(slot, to_server, bytes, packet);
  } else {
    held_bytes_ -= side.held_bytes();
    if (!side.hold(sequence, bytes)) event(packet, PacketEvent::StreamOverlapDifferent);
    held_bytes_ += side.held_bytes();
    drain(slot, to_server, packet);
    if (side.has_held() && side.has_acknowledged &&
        distance(side.acknowledged, side.first_held()) >= 0) {
      event(packet, PacketEvent::StreamGap);
      skip_hole(slot, to_server, packet);
    }
    hold_within_limit(slot, to_server, packet);
  }
  if (packet.missing > 0 && !side.has_held() &&
      side.next() == packet.sequence + packet.payload.size()) {
    listener_.gap(slot.flow, to_server, packet.missing, packet);
    side.move_to(side.next() + packet.missing);
  }
  return true;
}

void TcpTracker::deliver(FlowSlot& slot,
                         bool to_server,
                         std::string_view bytes,
                         const Packet& packet) {
  TcpSide& side = slot.tcp.sides[at(to_server)];
  side.move_to(side.next() + static_cast<std::uint32_t>(bytes.size()));
  if (options_.stream_depth != 0 && side.delivered + bytes.size() > options_.stream_depth) {
    depth_reached_ = true;
    bytes = bytes.substr(0, static_cast<size_t>(options_.stream_depth - side.delivered));
    side.over_depth = true;
  }
  side.delivered += bytes.size();
  if (!bytes.empty()) listener_.data(slot.flow, to_server, bytes, packet);
}

void TcpTracker::drain(FlowSlot& slot, bool to_server, const Packet& packet) {
  TcpSide& side = slot.tcp.sides[at(to_server)];
  held_bytes_ -= side.held_bytes();
  for (std::string_view ready = side.ready(); !ready.empty(); ready = side.ready()) {
    deliver(slot, to_server, ready, packet);
    side.pop();
  }
  held_bytes_ += side.held_bytes();
}

void TcpTracker::skip_hole(FlowSlot& slot, bool to_server, const Packet& packet) {
  TcpSide& side = slot.tcp.sides[at(to_server)];
  const auto hole = static_cast<std::uint32_t>(distance(side.first_held(), side.next()));
  side.move_to(side.first_held());
  listener_.gap(slot.flow, to_server, hole, packet);
  drain(slot, to_server, packet);
}

void TcpTracker::hold_within_limit(FlowSlot& slot, bool to_server, const Packet& packet) {
  TcpSide& side = slot.tcp.sides[at(to_server)];
  while (side.has_held() &&
         (side.held_bytes() > most_held_per_flow || held_bytes_ > options_.most_held_bytes)) {
    evicted_bytes_ += static_cast<std::uint32_t>(distance(side.first_held(), side.next()));
    skip_hole(slot, to_server, packet);
  }
}

void TcpTracker::note_sizes(FlowSlot& slot) {
  const auto size = [](const TcpSide& side) {
    return side.is_started() ? std::uint64_t{side.next() - side.initial()} : 0;
  };
  slot.flow.stream_bytes_to_server = size(slot.tcp.sides[0]);
  slot.flow.stream_bytes_to_client = size(slot.tcp.sides[1]);
}

void TcpTracker::finish_packet(FlowSlot& slot, const Packet& packet) {
  if (is_unused_) return;
  TcpSession& tcp = slot.tcp;
  const bool is_reset =
      has(packet, flag::rst) && tcp.state != State::None && is_reset_right(slot, packet);
  for (const bool to_server : {true, false}) {
    TcpSide& side = tcp.sides[at(to_server)];
    const bool is_finished = side.has_fin && distance(side.next(), side.fin) >= 0;
    if (side.has_ended || !(is_finished || is_reset)) continue;
    side.has_ended = true;
    while (side.has_held())
      skip_hole(slot, to_server, packet);
    listener_.stream_end(slot.flow, to_server, packet);
  }
  if (is_reset || (tcp.sides[0].has_ended && tcp.sides[1].has_ended)) {
    tcp.state = State::Closed;
    slot.flow.is_closed = true;
  }
}

void TcpTracker::end(FlowSlot& slot, const Packet& packet) {
  for (const bool to_server : {true, false}) {
    TcpSide& side = slot.tcp.sides[at(to_server)];
    while (side.has_held())
      skip_hole(slot, to_server, packet);
  }
}

}  // namespace sig::ips
