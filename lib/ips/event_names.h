#pragma once

#include <cstdint>
#include <string_view>

#include "ips/packet.h"

namespace sig::ips {

/// Events of the decoder and the stream engine that we raise; their names are Suricata 7's
/// (rules/decoder-events.rules and rules/stream-events.rules), stream events behind "stream.".
enum class PacketEvent : EventNumber {
  Ipv4PacketTooSmall,
  Ipv4HeaderTooSmall,
  Ipv4LengthSmallerThanHeader,
  Ipv4Truncated,
  Ipv4WrongVersion,
  Ipv4Icmpv6,
  Ipv4OptionInvalidLength,
  Ipv4OptionMalformed,
  Ipv4OptionPadRequired,
  Ipv4FragmentTooLarge,
  Ipv4FragmentOverlap,
  Ipv6PacketTooSmall,
  Ipv6Truncated,
  Ipv6TruncatedExtension,
  Ipv6DuplicateFragmentHeader,
  Ipv6UselessFragmentHeader,
  Ipv6DuplicateRoutingHeader,
  Ipv6DuplicateHopHeader,
  Ipv6DuplicateDestinationHeader,
  Ipv6DuplicateAuthentication,
  Ipv6DuplicateEncapsulation,
  Ipv6InvalidOptionLength,
  Ipv6WrongVersion,
  Ipv6AuthenticationReserved,
  Ipv6HopUnknownOption,
  Ipv6HopOnlyPadding,
  Ipv6DestinationUnknownOption,
  Ipv6DestinationOnlyPadding,
  Ipv6RoutingType0,
  Ipv6ZeroLengthPadding,
  Ipv6FragmentReserved,
  Ipv6DataAfterNone,
  Ipv6UnknownNext,
  Ipv6Icmpv4,
  Ipv6Ipv4TooSmall,
  Ipv6Ipv4WrongVersion,
  Ipv6FragmentTooLarge,
  Ipv6FragmentOverlap,
  Ipv6FragmentInvalidLength,
  Icmpv4TooSmall,
  Icmpv4UnknownType,
  Icmpv6TooSmall,
  Icmpv6UnknownType,
  TcpTooSmall,
  TcpHeaderTooSmall,
  TcpInvalidOptionLength,
  TcpOptionInvalidLength,
  TcpOptionDuplicate,
  UdpTooSmall,
  UdpHeaderTooSmall,
  UdpInvalidLength,
  EthernetTooSmall,
  VlanHeaderTooSmall,
  VlanTooManyLayers,
  TooManyLayers,
  StreamOverlapDifferent,
  StreamGap,
  StreamDepthReached,
  StreamOutOfWindow,
  StreamInvalidAck,
  StreamRstNoSession,
  StreamFinNoSession,
  StreamSynResendDifferent,
  StreamBrokenAck,
  StreamSpuriousRetransmission,
  StreamInvalidTimestamp,
  StreamRstInvalidAck,
  Count,
};

inline EventNumber number_of(PacketEvent event) {
  return static_cast<EventNumber>(event);
}
/// "ipv4.trunc_pkt", "stream.reassembly_seq_gap".
std::string_view event_name(EventNumber number);
/// Whether a name is of an event that we raise.
bool is_known_event(std::string_view name);
/// The bit of Packet::ip_options for a name of the ipopts keyword ("rr", "lsrr"); 0 when unknown.
std::uint32_t ip_option_bit(std::string_view name);
/// The bit for an option's type byte in the header (RFC 791; IANA "IP Option Numbers").
std::uint32_t ip_option_bit(std::uint8_t type);

}  // namespace sig::ips
