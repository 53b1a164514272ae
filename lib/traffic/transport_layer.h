#pragma once

#include <optional>

#include "traffic/decoded_packet.h"
#include "traffic/ip_layer.h"
#include "traffic/reasons.h"

namespace sig::traffic {

/// What a transport header turned out to be.
struct TransportOutcome {
  std::optional<Reason> rejected;
  bool verified = false;                 ///< a checksum was there and looked at
  bool checksum_offloaded = false;       ///< it holds only the pseudo header's sum
  std::optional<Reason> wrong_checksum;  ///< it is neither that nor right
};

/// Fills ports, flags and payload of `packet` from the payload of an IP packet that is no fragment
/// (TCP RFC 9293, UDP RFC 768, ICMP RFC 792, ICMPv6 RFC 4443, SCTP RFC 9260). A wrong checksum is
/// only said. One that holds just the sum of the pseudo header is not wrong: that is what Linux
/// leaves in packets whose checksum the network card was to fill in.
TransportOutcome open_transport(const IpLayer& ip, bool verify_checksum, DecodedPacket& packet);

}  // namespace sig::traffic
