#include "traffic/reasons.h"

#include <fmt/format.h>

namespace sig::traffic {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(Reason::Count)> texts_of = {
    "rejected: link layer header",
    "rejected: IPv4 header",
    "rejected: IPv6 header",
    "rejected: more than 16 IPv6 extension headers",
    "rejected: fragment beyond 65535 bytes",
    "rejected: TCP header",
    "rejected: UDP header",
    "rejected: ICMP header",
    "rejected: SCTP header",
    "rejected: IPv4 checksum",
    "rejected: TCP checksum",
    "rejected: UDP checksum",
    "rejected: ICMP checksum",
    "truncated packet",
    "undecoded: nested deeper than 8",
    "undecoded: inside a tunnel",
    "undecoded: encrypted 802.11 frame",
    "checksum left to the network card",
    "wrong checksum accepted, most are wrong (captured before the network card set them?)",
    "left out by the capture filter",
    "packet without a usable time",
    "fragment",
    "ambiguous fragment overlap",
    "IPv6 datagram with overlapping fragments dropped",
    "fragmented datagram never completed",
    "fragmented datagram evicted",
    "flow evicted: 4096 flows of one table",
    "flow timed out",
    "flow evicted: memory of one table",
    "connection picked up midstream",
    "segment without a connection ignored",
    "gap in a stream",
    "ambiguous overlap",
    "overlap with bytes no longer held",
    "segment out of window",
    "segment behind the end of its connection",
    "reset out of window",
    "data behind a reset",
    "out-of-order data over limit",
    "stream over depth",
    "urgent data",
    "body over limit",
    "headers over limit",
    "body with damaged content coding",
    "body with unknown content coding",
    "http response without its request",
    "http stopped",
    "damaged dns message",
    "damaged tls client hello",
};

}  // namespace

std::string_view to_string(Reason reason) {
  return texts_of[static_cast<size_t>(reason)];
}

bool is_rejection(Reason reason) {
  return reason <= Reason::RejectedIcmpChecksum;
}

std::map<std::string, std::uint64_t> ReasonCounts::texts() const {
  std::map<std::string, std::uint64_t> texts;
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) texts.emplace(texts_of[i], counts_[i]);
  }
  for (const auto& [link_type, times] : link_types_) {
    texts.emplace(fmt::format("undecoded: link type {}", link_type), times);
  }
  for (const auto& [ethertype, times] : ethertypes_) {
    texts.emplace(fmt::format("undecoded: ethertype 0x{:04x}", ethertype), times);
  }
  return texts;
}

}  // namespace sig::traffic
