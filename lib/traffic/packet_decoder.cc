#include "traffic/packet_decoder.h"

#include "traffic/transport_layer.h"

namespace sig::traffic {
namespace {

constexpr std::uint32_t largest_datagram = 65535;

size_t direction_of(const IpLayer& ip) {
  return ip.source < ip.destination ? 0 : 1;
}

bool is_tunnel_port(std::uint16_t port) {
  return port == 4789 || port == 8472 || port == 6081;
}

}  // namespace

PacketDecoder::Outcome PacketDecoder::decode(const Network& network,
                                             std::optional<Time> time,
                                             DecodingTable& table,
                                             ReasonCounts& counts,
                                             DecodedPacket& packet) {
  Step step{table, counts, time, std::nullopt};
  table.fragments.start_packet();
  const Outcome outcome = open(network.bytes, network.depth, step, packet);
  if (outcome == Outcome::Rejected) counts.add(*step.rejected);
  return outcome;
}

PacketDecoder::Outcome PacketDecoder::open(std::string_view bytes,
                                           int depth,
                                           Step& step,
                                           DecodedPacket& packet) {
  Reason rejected = Reason::RejectedIpv4Header;
  std::optional<IpLayer> ip = open_ip(bytes, verify_, rejected);
  if (!ip) {
    step.rejected = rejected;
    return Outcome::Rejected;
  }
  if (verify_ && !ip->is_v6) {
    const auto wrong =
        ip->checksum_wrong ? std::optional(Reason::RejectedIpv4Checksum) : std::nullopt;
    if (!accept_checksum(step.table.network[direction_of(*ip)], wrong, step))
      return Outcome::Rejected;
  }
  if (ip->checksum_left_out) step.counts.add(Reason::ChecksumOffloaded);
  if (ip->is_fragment) {
    if (ip->fragment_offset + ip->payload.size() + ip->missing > largest_datagram) {
      step.rejected = Reason::RejectedFragment;
      return Outcome::Rejected;
    }
    const Fragment fragment{ip->source,
                            ip->destination,
                            ip->fragment_id,
                            ip->protocol,
                            ip->is_v6,
                            ip->has_more_fragments,
                            ip->fragment_offset,
                            ip->payload};
    const std::optional<std::string_view> whole =
        step.table.fragments.add(fragment, step.time, step.counts);
    if (!whole) return Outcome::Fragment;
    ip->payload = *whole;
    ip->missing = 0;
    ip->size = static_cast<std::uint32_t>(whole->size() + (ip->is_v6 ? 40 : 20));
  }
  return open_payload(*ip, depth, step, packet);
}

bool PacketDecoder::accept_checksum(DecodingTable::Checksums& checksums,
                                    std::optional<Reason> wrong,
                                    Step& step) {
  ++checksums.verified;
  if (!wrong) return true;
  ++checksums.wrong;
  if (checksums.are_mostly_wrong()) {
    step.counts.add(Reason::ChecksumAccepted);
    return true;
  }
  step.rejected = wrong;
  return false;
}

PacketDecoder::Outcome PacketDecoder::open_payload(const IpLayer& ip,
                                                   int depth,
                                                   Step& step,
                                                   DecodedPacket& packet) {
  packet = DecodedPacket{};
  packet.source = ip.source;
  packet.destination = ip.destination;
  packet.size = ip.size;
  packet.protocol = ip.protocol;
  if (open_tunnel(ip, depth, step, packet)) return Outcome::Packet;
  const TransportOutcome outcome = open_transport(ip, verify_, packet);
  if (outcome.rejected) {
    step.rejected = outcome.rejected;
    return Outcome::Rejected;
  }
  if (outcome.verified &&
      !accept_checksum(step.table.transport[direction_of(ip)], outcome.wrong_checksum, step)) {
    return Outcome::Rejected;
  }
  if (outcome.checksum_offloaded) step.counts.add(Reason::ChecksumOffloaded);
  if (packet.missing > 0) step.counts.add(Reason::Truncated);
  if (ip.protocol == protocol::udp && packet.has_transport &&
      is_tunnel_port(packet.destination_port)) {
    DecodedPacket inner;
    if (open_inner(
            open_udp_tunnel(packet.destination_port, packet.payload, depth + 1), step, inner)) {
      packet = inner;
    }
  }
  return Outcome::Packet;
}

// True when `packet` is now the inner packet; else the tunnel itself is what is shown.
bool PacketDecoder::open_tunnel(const IpLayer& ip, int depth, Step& step, DecodedPacket& packet) {
  Network inner;
  switch (ip.protocol) {
    case protocol::ipip:
    case protocol::ipv6:
      inner = {Network::Kind::Ip, ip.payload, 0, depth + 1};
      break;
    case protocol::gre:
      inner = open_gre(ip.payload, depth + 1);
      break;
    default:
      return false;
  }
  DecodedPacket found;
  if (!open_inner(inner, step, found)) return false;
  packet = found;
  return true;
}

bool PacketDecoder::open_inner(const Network& inner, Step& step, DecodedPacket& packet) {
  if (inner.kind == Network::Kind::TooDeep || inner.depth > deepest_nesting) {
    step.counts.add(Reason::TooDeep);
    return false;
  }
  if (inner.kind != Network::Kind::Ip) {
    step.counts.add(Reason::InsideTunnel);
    return false;
  }
  // A fragment or a damaged packet inside leaves the tunnel's own packet as what was seen.
  const Outcome outcome = open(inner.bytes, inner.depth, step, packet);
  if (outcome == Outcome::Rejected) {
    step.rejected.reset();
    step.counts.add(Reason::InsideTunnel);
  }
  return outcome == Outcome::Packet;
}

}  // namespace sig::traffic
