#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "traffic/decoded_packet.h"
#include "traffic/tcp_direction.h"

namespace sig::traffic {

/// Which end of a connection, as its flow numbers them (not yet: which is the client).
using Side = std::uint8_t;
inline Side other(Side side) {
  return static_cast<Side>(1 - side);
}

/// Takes the ordered bytes of a connection.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  /// `from_client` tells the direction; the views live for the call.
  virtual void data(bool from_client, std::string_view bytes) = 0;
  virtual void gap(bool from_client, std::uint32_t length) = 0;
};

/// The state of one TCP connection (RFC 9293), seen from the middle. Bytes of one side are handed
/// on behind the bytes of the other side that their sender had acknowledged, so that a reordered
/// capture gives the same stream of events. One thread.
class TcpConnection {
 public:
  /// What the owner has to do when a packet was taken.
  enum class Verdict {
    Open,
    Closed,   ///< all that will come was handed on; later segments are counted, not used
    Restart,  ///< the packet begins a new connection on the same ports: give it to a new object
    Ignored,  ///< midstream and not wanted
  };

  explicit TcpConnection(bool midstream) : midstream_(midstream) {}

  Verdict take(const DecodedPacket& packet, Side side, StreamSink& sink, ReasonCounts& counts);
  /// No more packets: hands on what is held, over gaps.
  void flush(StreamSink& sink, ReasonCounts& counts);
  /// Skips gaps of this side until little is held; for the caps of the owner.
  void give_up_order(Side side, StreamSink& sink, ReasonCounts& counts);

  /// Set once the first payload was seen or a SYN was.
  std::optional<Side> client() const { return client_; }
  size_t held_bytes() const { return sides_[0].held_bytes() + sides_[1].held_bytes(); }
  size_t held_out_of_order() const {
    return sides_[0].held_out_of_order() + sides_[1].held_out_of_order();
  }
  bool is_closed() const { return closed_; }
  bool has_seen_start() const { return seen_start_; }

 private:
  Verdict take_closed(const DecodedPacket& packet, Side side, ReasonCounts& counts);
  Verdict take_syn(const DecodedPacket& packet, Side side);
  bool is_new_connection(const DecodedPacket& packet, Side side) const;
  void pick_up(const DecodedPacket& packet, Side side, ReasonCounts& counts);
  void take_payload(const DecodedPacket& packet, Side side, StreamSink& sink, ReasonCounts& counts);
  bool is_in_order(const std::optional<std::uint32_t>& acknowledgement, Side side) const;
  void deliver(Side side, const TcpDirection::Piece& piece, StreamSink& sink, ReasonCounts& counts);
  void drain(StreamSink& sink, ReasonCounts& counts);
  bool drain_side(Side side, StreamSink& sink, ReasonCounts& counts);
  void force(Side side, StreamSink& sink, ReasonCounts& counts);

  std::array<TcpDirection, 2> sides_;
  std::array<std::optional<std::uint32_t>, 2> initial_;  // sequence number of the SYN
  std::optional<std::uint32_t> new_syn_;  // of a SYN on a live connection, until it is answered
  std::optional<Side> client_;
  Side new_syn_side_ = 0;
  bool midstream_;
  bool seen_start_ = false;
  bool picked_up_ = false;
  bool closed_ = false;
  bool was_reset_ = false;
};

/// Which side is the client when no SYN was seen: by its first bytes, else by the lower port.
Side guess_client(const DecodedPacket& packet, Side side);

}  // namespace sig::traffic
