#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "traffic/decoded_packet.h"
#include "traffic/fragments.h"
#include "traffic/ip_layer.h"
#include "traffic/link_layer.h"
#include "traffic/reasons.h"

namespace sig::traffic {

/// What the packets of one virtual table have in common.
struct DecodingTable {
  FragmentStore fragments;
  /// How many checksums were looked at, and how many of them were wrong.
  struct Checksums {
    std::uint64_t verified = 0;
    std::uint64_t wrong = 0;
    bool are_mostly_wrong() const { return wrong * 2 > verified; }
  };
  // By direction (whether the source is the lower address): a machine that captures itself sees its
  // own packets unfinished and those of the others whole.
  std::array<Checksums, 2> network;
  std::array<Checksums, 2> transport;
};

/// From the outermost IP header to the innermost packet: fragments, tunnels (IP in IP, 6in4, GRE,
/// VXLAN, Geneve) and transport. Counts what it meets. A packet with a wrong checksum is rejected
/// unless most checksums of its table and direction so far, its own included, are wrong: then it is
/// the capture that is at fault (taken before the network card set them, or addresses rewritten
/// since).
class PacketDecoder {
 public:
  explicit PacketDecoder(bool verify_checksums) : verify_(verify_checksums) {}

  enum class Outcome {
    Packet,    ///< `packet` is the innermost IP packet that could be read
    Fragment,  ///< part of a datagram that is not yet whole
    Rejected,  ///< counted with its reason
  };

  /// `network` is of kind Ip; views in `packet` live until the next call.
  Outcome decode(const Network& network,
                 std::optional<Time> time,
                 DecodingTable& table,
                 ReasonCounts& counts,
                 DecodedPacket& packet);

 private:
  struct Step {
    DecodingTable& table;
    ReasonCounts& counts;
    std::optional<Time> time;
    std::optional<Reason> rejected;
  };

  Outcome open(std::string_view bytes, int depth, Step& step, DecodedPacket& packet);
  Outcome open_payload(const IpLayer& ip, int depth, Step& step, DecodedPacket& packet);
  bool accept_checksum(DecodingTable::Checksums& checksums,
                       std::optional<Reason> wrong,
                       Step& step);
  bool open_tunnel(const IpLayer& ip, int depth, Step& step, DecodedPacket& packet);
  bool open_inner(const Network& inner, Step& step, DecodedPacket& packet);

  bool verify_;
};

/// What a tunnel's header says comes next; Kind::Short when it is no such header.
Network open_gre(std::string_view bytes, int depth);
Network open_udp_tunnel(std::uint16_t port, std::string_view bytes, int depth);

}  // namespace sig::traffic
