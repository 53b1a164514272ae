#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ips/flow.h"
#include "protocol/app_session.h"

namespace sig::ips {

/// The bytes of one direction that stream rules have still to see, with a little of what they saw,
/// so that a pattern across the seam is found.
class RawStream {
 public:
  /// What is looked at together at most.
  static constexpr size_t block = 64U << 10U;
  static constexpr size_t lookback = 2048;

  void add(std::string_view bytes) { held_.append(bytes); }
  bool is_full() const { return held_.size() >= block; }
  bool has_fresh() const { return held_.size() > seen_; }
  std::string_view window() const { return held_; }
  std::string_view fresh() const { return std::string_view(held_).substr(seen_); }
  bool has_lookback() const { return seen_ != 0; }
  size_t held_bytes() const { return held_.capacity(); }
  /// All was looked at. Keeps the last bytes.
  void inspected() {
    // A new string where the old one is large: its room would be held for the flow's life.
    if (held_.capacity() > 4 * lookback) {
      held_ = std::string(tail());
    } else if (held_.size() > lookback) {
      held_.erase(0, held_.size() - lookback);
    }
    seen_ = held_.size();
  }
  /// The stream has a hole here, or ends.
  void clear() {
    std::string().swap(held_);
    seen_ = 0;
  }

 private:
  std::string_view tail() const {
    return window().substr(held_.size() - std::min(held_.size(), lookback));
  }

  std::string held_;
  size_t seen_ = 0;
};

/// Where a direction stands in pairs.
inline size_t at(bool to_server) {
  return to_server ? 0 : 1;
}

/// What the inspector keeps with a flow: its application layer, what stream rules have to see, and
/// what rules have noted.
struct InspectedFlow final : FlowMemory {
  InspectedFlow(const protocol::AppContext& context, const Flow& flow)
      : session(context, flow.protocol, flow.client_port, flow.server_port) {}

  /// TLS behind its handshake: there is nothing to look at.
  bool is_encrypted() const {
    return session.protocol() == protocol::AppProtocol::Tls && session.is_done();
  }
  size_t held_bytes() const {
    return raw[0].held_bytes() + raw[1].held_bytes() + session.held_bytes();
  }

  protocol::AppSession session;
  std::array<RawStream, 2> raw;                 ///< to server, to client
  std::set<std::string, std::less<>> flowbits;  ///< those that are set
  std::map<std::string, std::uint32_t> flowints;
  std::vector<std::uint32_t> stream_hits[2];  ///< rules that alerted on the current window
  protocol::AppProtocol app_before = protocol::AppProtocol::Unknown;  ///< at the last packet's end
  std::array<bool, 2> detected{};  ///< this side's bytes have just shown the protocol
  std::array<bool, 2> detection_told{};
  size_t accounted = 0;                    ///< of held_bytes, as the inspector knows
  bool has_announced = false;              ///< FTP data connections
  bool is_passed = false;                  ///< a pass rule took the flow
  bool is_dropped = false;                 ///< a drop rule did, and we are inline
  std::array<std::uint32_t, 4> classes{};  ///< client, server address; client, server port
};

}  // namespace sig::ips
