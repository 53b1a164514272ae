#include "traffic/tcp_connection.h"

#include "traffic/http_message.h"

namespace sig::traffic {
namespace {

bool has(const DecodedPacket& packet, std::uint8_t flag) {
  return (packet.tcp_flags & flag) != 0;
}

// SYN occupies one sequence number in front of the payload.
std::uint32_t payload_sequence(const DecodedPacket& packet) {
  return packet.sequence + (has(packet, tcp_flag::syn) ? 1 : 0);
}

}  // namespace

Side guess_client(const DecodedPacket& packet, Side side) {
  const std::string_view bytes = packet.payload;
  if (looks_like_request(bytes) == Looks::Yes) return side;
  if (looks_like_response(bytes) == Looks::Yes) return other(side);
  if (bytes.size() > 5 && bytes.starts_with("\x16\x03")) {
    if (bytes[5] == 1) return side;         // ClientHello
    if (bytes[5] == 2) return other(side);  // ServerHello
  }
  return packet.source_port < packet.destination_port ? other(side) : side;
}

TcpConnection::Verdict TcpConnection::take(const DecodedPacket& packet,
                                           Side side,
                                           StreamSink& sink,
                                           ReasonCounts& counts) {
  if (closed_) return take_closed(packet, side, counts);
  if (has(packet, tcp_flag::syn) && !has(packet, tcp_flag::rst)) {
    if (take_syn(packet, side) == Verdict::Restart) return Verdict::Restart;
  } else if (is_new_connection(packet, side)) {
    return Verdict::Restart;
  }
  if (!seen_start_ && !midstream_) {
    counts.add(Reason::MidstreamIgnored);
    return Verdict::Ignored;
  }
  if (has(packet, tcp_flag::urg) && !packet.payload.empty()) counts.add(Reason::UrgentData);
  if (has(packet, tcp_flag::rst)) {
    TcpDirection& direction = sides_[side];
    constexpr std::int32_t nearby = 1 << 20U;
    if (direction.is_started()) {
      const std::int32_t ahead = direction.distance(packet.sequence);
      if (ahead < -1 || ahead > nearby) {
        counts.add(Reason::ResetOutOfWindow);
        return Verdict::Open;
      }
    }
    flush(sink, counts);
    closed_ = was_reset_ = true;
    return Verdict::Closed;
  }
  pick_up(packet, side, counts);
  take_payload(packet, side, sink, counts);
  if (has(packet, tcp_flag::fin)) {
    sides_[side].set_end(payload_sequence(packet) +
                         static_cast<std::uint32_t>(packet.payload.size()) + packet.missing);
  }
  if (!sides_[0].is_finished() || !sides_[1].is_finished()) return Verdict::Open;
  flush(sink, counts);
  closed_ = true;
  return Verdict::Closed;
}

TcpConnection::Verdict TcpConnection::take_closed(const DecodedPacket& packet,
                                                  Side side,
                                                  ReasonCounts& counts) {
  if (has(packet, tcp_flag::syn) && !has(packet, tcp_flag::ack)) return Verdict::Restart;
  if (packet.payload.empty()) return Verdict::Closed;
  const bool is_next = sides_[side].is_started() && sides_[side].next_sequence() == packet.sequence;
  if (was_reset_ && is_next && midstream_) {
    // The reset may have been meant for us alone: whoever sent it goes on.
    counts.add(Reason::DataBehindReset);
    return Verdict::Restart;
  }
  counts.add(Reason::SegmentBehindEnd);
  return Verdict::Closed;
}

// A SYN on a live connection is believed when it is answered: anyone can send one.
TcpConnection::Verdict TcpConnection::take_syn(const DecodedPacket& packet, Side side) {
  const bool is_answer = has(packet, tcp_flag::ack);
  const bool in_use = sides_[side].is_started();
  if (in_use && initial_[side] != packet.sequence) {
    if (is_answer) {
      const bool answers_new =
          new_syn_ && new_syn_side_ != side && packet.acknowledgement == *new_syn_ + 1;
      return answers_new ? Verdict::Restart : Verdict::Open;
    }
    new_syn_ = packet.sequence;
    new_syn_side_ = side;
    return Verdict::Open;
  }
  if (in_use) return Verdict::Open;
  seen_start_ = true;
  initial_[side] = packet.sequence;
  sides_[side].start(packet.sequence + 1);
  if (!client_) client_ = is_answer ? other(side) : side;
  if (is_answer && !sides_[other(side)].is_started()) {
    sides_[other(side)].start(packet.acknowledgement);
    initial_[other(side)] = packet.acknowledgement - 1;
  }
  return Verdict::Open;
}

bool TcpConnection::is_new_connection(const DecodedPacket& packet, Side side) const {
  return new_syn_ && new_syn_side_ == side && packet.sequence == *new_syn_ + 1 &&
         !packet.payload.empty();
}

void TcpConnection::pick_up(const DecodedPacket& packet, Side side, ReasonCounts& counts) {
  if (packet.payload.empty() && packet.missing == 0 && !has(packet, tcp_flag::fin)) return;
  if (!client_) client_ = guess_client(packet, side);
  if (sides_[side].is_started()) return;
  sides_[side].start(payload_sequence(packet));
  if (!seen_start_ && !picked_up_) counts.add(Reason::Midstream);
  picked_up_ = true;
}

void TcpConnection::take_payload(const DecodedPacket& packet,
                                 Side side,
                                 StreamSink& sink,
                                 ReasonCounts& counts) {
  TcpSegment segment{payload_sequence(packet),
                     packet.acknowledgement,
                     has(packet, tcp_flag::ack),
                     packet.payload,
                     packet.missing};
  TcpDirection& direction = sides_[side];
  if (!direction.is_started()) return;
  if (direction.add(segment, counts)) {
    const std::optional<std::uint32_t> acknowledgement =
        segment.has_acknowledgement ? std::optional(segment.acknowledgement) : std::nullopt;
    if (is_in_order(acknowledgement, side)) {
      deliver(side, {segment.bytes, 0}, sink, counts);
    } else {
      direction.hold(segment);
    }
  }
  drain(sink, counts);
  if (direction.over_limit()) give_up_order(side, sink, counts);
}

void TcpConnection::give_up_order(Side side, StreamSink& sink, ReasonCounts& counts) {
  counts.add(Reason::HeldOverLimit);
  const size_t enough = sides_[side].held_out_of_order() / 2;
  while (sides_[side].has_held() && sides_[side].held_out_of_order() >= enough) {
    force(side, sink, counts);
    drain(sink, counts);
  }
}

void TcpConnection::flush(StreamSink& sink, ReasonCounts& counts) {
  drain(sink, counts);
  while (sides_[0].has_held() || sides_[1].has_held()) {
    const Side client = client_.value_or(0);
    // A gap is the cause of waiting; a piece that only waits for the other side is not.
    const Side first = sides_[client].gap() > 0          ? client
                       : sides_[other(client)].gap() > 0 ? other(client)
                       : sides_[client].has_held()       ? client
                                                         : other(client);
    force(first, sink, counts);
    drain(sink, counts);
  }
}

bool TcpConnection::is_in_order(const std::optional<std::uint32_t>& acknowledgement,
                                Side side) const {
  const TcpDirection& peer = sides_[other(side)];
  if (!acknowledgement || !peer.is_started()) return true;
  const std::int32_t ahead = peer.distance(*acknowledgement);
  // One more than the bytes when the peer's FIN is acknowledged.
  return ahead <= (peer.is_finished() ? 1 : 0);
}

void TcpConnection::deliver(Side side,
                            const TcpDirection::Piece& piece,
                            StreamSink& sink,
                            ReasonCounts& counts) {
  const bool from_client = side == client_;
  if (piece.is_gap()) {
    counts.add(Reason::Gap);
    sink.gap(from_client, piece.length);
    sides_[side].lost(piece.length);
    return;
  }
  sink.data(from_client, piece.bytes);
  sides_[side].delivered(piece.bytes);
}

void TcpConnection::drain(StreamSink& sink, ReasonCounts& counts) {
  if (!sides_[0].has_held() && !sides_[1].has_held()) return;
  const Side client = client_.value_or(0);
  while (drain_side(client, sink, counts) || drain_side(other(client), sink, counts)) {
  }
}

bool TcpConnection::drain_side(Side side, StreamSink& sink, ReasonCounts& counts) {
  bool moved = false;
  for (auto piece = sides_[side].ready(); piece; piece = sides_[side].ready()) {
    if (!is_in_order(sides_[side].ready_acknowledgement(), side)) break;
    deliver(side, *piece, sink, counts);
    sides_[side].pop_ready();
    moved = true;
  }
  return moved;
}

// Moves the first piece of a side on, whatever it waits for.
void TcpConnection::force(Side side, StreamSink& sink, ReasonCounts& counts) {
  if (const std::uint32_t length = sides_[side].gap()) {
    deliver(side, {{}, length}, sink, counts);
  }
  if (const auto piece = sides_[side].ready()) {
    deliver(side, *piece, sink, counts);
    sides_[side].pop_ready();
  }
}

}  // namespace sig::traffic
