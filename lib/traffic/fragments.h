#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/time.h"
#include "traffic/reasons.h"

namespace sig::traffic {

/// One fragment of an IPv4 or IPv6 datagram.
struct Fragment {
  IpAddress source;
  IpAddress destination;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;
  bool is_v6 = false;
  bool has_more = false;
  std::uint32_t offset = 0;  ///< bytes, a multiple of 8
  std::string_view bytes;
};

/// Puts datagrams together. Where fragments overlap the first copy wins and differing bytes are
/// counted; an IPv6 datagram with an overlap is dropped (RFC 5722). At most 64 datagrams and 512
/// KiB at once, the oldest goes first; 30 s of packet time each. One thread.
class FragmentStore {
 public:
  FragmentStore();
  FragmentStore(FragmentStore&&) noexcept;
  FragmentStore& operator=(FragmentStore&&) noexcept;
  ~FragmentStore();

  /// Lets go of the payloads that the packet before completed.
  void start_packet();
  /// The whole payload when this fragment completes it, valid until start_packet. Within one packet
  /// there may be fragments in fragments.
  std::optional<std::string_view> add(const Fragment& fragment,
                                      std::optional<Time> time,
                                      ReasonCounts& counts);
  /// Counts what was never completed.
  void finish(ReasonCounts& counts);
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct Datagram;
  using Datagrams = std::vector<std::unique_ptr<Datagram>>;

  Datagram& find_or_start(const Fragment& fragment, std::optional<Time> time, ReasonCounts& counts);
  void expire(Time now, ReasonCounts& counts);
  void drop(size_t index);

  Datagrams datagrams_;             // oldest first
  std::deque<std::string> wholes_;  // a deque: views of earlier ones stay good
  size_t held_bytes_ = 0;
};

}  // namespace sig::traffic
