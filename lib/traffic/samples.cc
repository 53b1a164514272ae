#include "traffic/samples.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "traffic/packet_decoder.h"

namespace sig::traffic {
namespace {

/// Delivers one event whose bytes belong to the caller.
class OneEvent final : public EventSource {
 public:
  explicit OneEvent(const Event& event) : event_(event) {
    event_.record = 1;
    event_.client = "192.0.2.1";
    if (event_.client_ip.is_set()) return;
    const std::array<std::uint8_t, 4> client{192, 0, 2, 1};
    const std::array<std::uint8_t, 4> server{192, 0, 2, 2};
    event_.client_ip = IpAddress::from_v4(client.data());
    event_.server_ip = IpAddress::from_v4(server.data());
  }

  Result<const Event*> next() override {
    counts_.end_of_input = counts_.records_read == 1;
    if (counts_.end_of_input) return nullptr;
    counts_.records_read = 1;
    return &event_;
  }

  const ReadCounts& counts() const override { return counts_; }

 protected:
  Event event_;

 private:
  ReadCounts counts_;
};

/// A DNS query for one name.
class OneQuery final : public EventSource {
 public:
  explicit OneQuery(std::string_view name) : name_(to_lower_ascii(name)) {
    if (name_.ends_with('.')) name_.pop_back();
    names_ = {name_};
    Event event;
    event.what = DnsMessage{names_};
    event.ip_protocol = 17;
    event.client_port = 40000;
    event.server_port = 53;
    one_ = std::make_unique<OneEvent>(event);
  }

  Result<const Event*> next() override { return one_->next(); }
  const ReadCounts& counts() const override { return one_->counts(); }

 private:
  std::string name_;
  std::array<std::string_view, 1> names_;
  std::unique_ptr<OneEvent> one_;
};

constexpr std::uint32_t header_bytes = 40;  // IPv4 and TCP without options

Event tcp_event(std::uint16_t server_port) {
  Event event;
  event.ip_protocol = 6;
  event.client_port = 40000;
  event.server_port = server_port;
  return event;
}

/// Version, header and total length of IPv4 (RFC 791) or IPv6 (RFC 8200) that fit `bytes` exactly.
bool is_whole_ip_packet(std::string_view bytes) {
  if (bytes.size() < 20) return false;
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto length = [&](size_t i) { return size_t{at(i)} << 8U | at(i + 1); };
  if (at(0) >> 4U == 4) return (at(0) & 0x0fU) >= 5 && length(2) == bytes.size();
  return at(0) >> 4U == 6 && bytes.size() >= 40 && length(4) + 40 == bytes.size();
}

std::optional<Event> whole_packet_event(std::string_view bytes) {
  if (!is_whole_ip_packet(bytes)) return std::nullopt;
  DecodingTable table;
  ReasonCounts counts;
  DecodedPacket packet;
  PacketDecoder decoder(false);
  const Network network{.kind = Network::Kind::Ip, .bytes = bytes};
  const auto outcome = decoder.decode(network, std::nullopt, table, counts, packet);
  if (outcome != PacketDecoder::Outcome::Packet) return std::nullopt;
  // A packet put together from fragments lives in the table, which ends here.
  const bool is_inside =
      packet.payload.empty() || (packet.payload.data() >= bytes.data() &&
                                 packet.payload.data() < bytes.data() + bytes.size());
  if (!is_inside) return std::nullopt;
  Event event;
  event.ip_protocol = packet.protocol;
  event.client_ip = packet.source;
  event.server_ip = packet.destination;
  event.client_port = packet.source_port;
  event.server_port = packet.destination_port;
  const bool has_flags = packet.protocol == protocol::tcp && packet.has_transport;
  event.what = Packet{.payload = packet.payload,
                      .size = packet.size,
                      .protocol = protocol_name(packet.protocol),
                      .tcp_flags = has_flags ? tcp_flag_letters(packet.tcp_flags) : "",
                      .icmp_type = packet.icmp_type,
                      .icmp_code = packet.icmp_code};
  return event;
}

Event packet_event(std::string_view bytes) {
  if (const auto whole = whole_packet_event(bytes)) return *whole;
  Event event = tcp_event(80);
  event.what = Packet{.payload = bytes,
                      .size = header_bytes + static_cast<std::uint32_t>(bytes.size()),
                      .protocol = "tcp",
                      .tcp_flags = "PA"};
  return event;
}

/// Examples are YAML scalars: a block scalar has a line end that the writer did not mean.
std::string_view one_line(std::string_view bytes) {
  return trim(bytes);
}

}  // namespace

Result<std::unique_ptr<EventSource>> open_sample(Surface surface, std::string_view bytes) {
  std::unique_ptr<EventSource> source;
  Event event;
  switch (surface) {
    case Surface::HttpRequest:
    case Surface::HttpResponse:
      return open_http_text(bytes, {});
    case Surface::Log:
      return open_log_text(bytes, {});
    case Surface::Packet:
      source = std::make_unique<OneEvent>(packet_event(bytes));
      return source;
    case Surface::Stream:
      event = tcp_event(80);
      event.what = Stream{.client = bytes, .server = {}};
      source = std::make_unique<OneEvent>(event);
      return source;
    case Surface::Tls:
      event = tcp_event(443);
      event.what = TlsHandshake{.sni = one_line(bytes), .ja3 = {}};
      source = std::make_unique<OneEvent>(event);
      return source;
    default:
      source = std::make_unique<OneQuery>(one_line(bytes));
      return source;
  }
}

}  // namespace sig::traffic
