#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sig::traffic {

/// Everything that a packet reader counts beside packets; the texts are in reasons.cc.
enum class Reason : std::uint8_t {
  // The packet is not used.
  RejectedLink,
  RejectedIpv4Header,
  RejectedIpv6Header,
  RejectedExtensionHeaders,
  RejectedFragment,
  RejectedTcpHeader,
  RejectedUdpHeader,
  RejectedIcmpHeader,
  RejectedSctpHeader,
  RejectedIpv4Checksum,
  RejectedTcpChecksum,
  RejectedUdpChecksum,
  RejectedIcmpChecksum,
  // The packet is used as far as it goes.
  Truncated,
  TooDeep,
  InsideTunnel,
  EncryptedFrame,
  ChecksumOffloaded,
  ChecksumAccepted,
  FilteredOut,
  NoTime,
  // Fragments.
  Fragment,
  FragmentOverlap,
  FragmentOverlapDropped,
  FragmentUnfinished,
  FragmentEvicted,
  // Flows and streams.
  FlowEvicted,
  FlowTimedOut,
  FlowMemory,
  Midstream,
  MidstreamIgnored,
  Gap,
  AmbiguousOverlap,
  OverlapNotCompared,
  SegmentOutOfWindow,
  SegmentBehindEnd,
  ResetOutOfWindow,
  DataBehindReset,
  HeldOverLimit,
  StreamOverDepth,
  UrgentData,
  // Applications.
  BodyOverLimit,
  HeadersOverLimit,
  BodyDamaged,
  CodingUnknown,
  ResponseUnmatched,
  HttpStopped,
  DnsDamaged,
  HelloDamaged,
  Count,
};

std::string_view to_string(Reason reason);
bool is_rejection(Reason reason);

/// Counters that cost no allocation where they count. Plain value.
class ReasonCounts {
 public:
  void add(Reason reason, std::uint64_t times = 1) {
    counts_[static_cast<size_t>(reason)] += times;
  }
  std::uint64_t of(Reason reason) const { return counts_[static_cast<size_t>(reason)]; }
  void add_link_type(std::uint32_t link_type) { ++link_types_[link_type]; }
  void add_ethertype(std::uint16_t ethertype) { ++ethertypes_[ethertype]; }
  /// By text, without what was not met.
  std::map<std::string, std::uint64_t> texts() const;

 private:
  std::array<std::uint64_t, static_cast<size_t>(Reason::Count)> counts_{};
  std::map<std::uint32_t, std::uint64_t> link_types_;
  std::map<std::uint16_t, std::uint64_t> ethertypes_;
};

}  // namespace sig::traffic
