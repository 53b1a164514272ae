#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/reasons.h"

namespace sig::traffic {

/// Payload of one TCP segment; `missing` bytes behind it were on the wire but are not captured.
struct TcpSegment {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  bool has_acknowledgement = false;
  std::string_view bytes;
  std::uint32_t missing = 0;
};

/// Puts the bytes of one direction in order (RFC 9293 3.4: sequence numbers wrap). The first copy
/// of a byte wins; a later copy that differs is counted. Holds at most 256 KiB and 4,096 pieces out
/// of order, then it is `over_limit` and its owner has to skip a gap. One thread.
class TcpDirection {
 public:
  /// What is next in line: bytes, or a gap of `length` that will never be filled.
  struct Piece {
    std::string_view bytes;
    std::uint32_t length = 0;
    bool is_gap() const { return bytes.empty(); }
  };

  bool is_started() const { return started_; }
  std::uint32_t next_sequence() const { return next_; }
  void start(std::uint32_t sequence);

  /// Trims what is already there; true when what is left is next in line and nothing is held, so
  /// that it can be delivered from `segment` at once. Otherwise it is held (or was nothing new).
  bool add(TcpSegment& segment, ReasonCounts& counts);
  /// Holds what add() said could be delivered, because the other direction has to come first.
  void hold(const TcpSegment& segment);

  /// The first piece held if it is next in line; `acknowledgement` is what its sender had seen.
  std::optional<Piece> ready() const;
  std::optional<std::uint32_t> ready_acknowledgement() const;
  void pop_ready();
  /// Moves over bytes that were delivered.
  void delivered(std::string_view bytes);
  /// Moves over bytes that are lost.
  void lost(std::uint32_t length);

  /// The bytes missing in front of the first piece held; 0 when it is ready or none is held.
  std::uint32_t gap() const;
  bool has_held() const { return first_ < held_.size(); }
  bool over_limit() const;
  size_t held_bytes() const { return held_bytes_ + recent_.size(); }
  size_t held_out_of_order() const { return held_bytes_; }

  void set_end(std::uint32_t sequence);
  bool is_finished() const { return end_ && next_ == *end_; }
  /// How far `sequence` is ahead of the next byte; negative when behind.
  std::int32_t distance(std::uint32_t sequence) const {
    return static_cast<std::int32_t>(sequence - next_);
  }

 private:
  struct Held {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    std::uint32_t acknowledgement = 0;
    bool has_acknowledgement = false;
    std::string bytes;  // empty when the bytes are lost
  };

  void cut_front(TcpSegment& segment, size_t size) const;
  void compare_with_recent(const TcpSegment& segment, size_t behind, ReasonCounts& counts) const;
  void insert(const TcpSegment& segment, ReasonCounts& counts);
  void insert_piece(size_t at, const TcpSegment& segment, std::uint32_t from, std::uint32_t to);

  std::uint32_t next_ = 0;
  bool started_ = false;
  std::optional<std::uint32_t> end_;  // the sequence number of the FIN
  std::vector<Held> held_;            // from first_ on, in order, without overlap
  size_t first_ = 0;
  size_t held_bytes_ = 0;
  std::string recent_;  // the last bytes delivered, to compare retransmissions with
};

}  // namespace sig::traffic
