#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ips/event_names.h"
#include "ips/packet.h"

namespace sig::ips {

/// One direction of a connection: what is next, and what came too early.
class TcpSide {
 public:
  bool is_started() const { return started_; }
  std::uint32_t next() const { return next_; }
  std::uint32_t initial() const { return initial_; }
  void start(std::uint32_t initial, std::uint32_t next) {
    started_ = true;
    initial_ = initial;
    next_ = next;
  }
  void move_to(std::uint32_t sequence) { next_ = sequence; }

  /// Keeps bytes that are ahead of next(). Where they overlap with held ones Windows decides, as
  /// Suricata's stock settings say: the held win, unless the new segment begins in front of them.
  /// False when they differ from what is held.
  bool hold(std::uint32_t sequence, std::string_view bytes);
  bool has_held() const { return held_ != nullptr && !held_->empty(); }
  std::uint32_t first_held() const { return held_->front().sequence; }
  /// The first held piece, cut to begin at next(); empty when it does not reach it.
  std::string_view ready();
  void pop();
  size_t held_bytes() const { return held_bytes_; }
  void drop_held();

  std::uint64_t delivered = 0;     ///< bytes given to the listener
  std::uint32_t acknowledged = 0;  ///< highest acknowledgement of the other side
  bool has_acknowledged = false;
  std::uint32_t fin = 0;
  bool has_fin = false;
  bool has_ended = false;
  bool over_depth = false;
  bool has_timestamp = false;         ///< RFC 7323: its SYN had the option
  std::uint32_t first_timestamp = 0;  ///< of the first SYN; a repeated one has a later one
  std::uint32_t timestamp = 0;        ///< highest seen

 private:
  struct Piece {
    std::uint32_t sequence = 0;
    std::string bytes;
  };
  std::unique_ptr<std::vector<Piece>> held_;  // rare, so a flow without costs one pointer
  std::uint32_t next_ = 0;
  std::uint32_t initial_ = 0;
  std::uint32_t held_bytes_ = 0;
  bool started_ = false;
};

/// State of one TCP connection (RFC 9293), as far as an observer has to know it.
struct TcpSession {
  enum class State : std::uint8_t { None, SynSent, SynReceived, Established, Closed };
  State state = State::None;
  bool was_midstream = false;
  bool is_fast_open = false;     ///< RFC 7413: its SYN asked for it, so what a SYN carries counts
  std::array<TcpSide, 2> sides;  ///< what the client sends, what the server sends

  size_t held_bytes() const { return sides[0].held_bytes() + sides[1].held_bytes(); }
};

/// How far `a` is ahead of `b` in sequence space; negative when behind (RFC 9293 3.4).
inline std::int32_t distance(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

}  // namespace sig::ips
