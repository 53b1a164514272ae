#include "traffic/samples.h"

#include <array>

#include "base/text.h"

namespace sig::traffic {
namespace {

/// Delivers one event whose bytes belong to the caller.
class OneEvent final : public EventSource {
 public:
  explicit OneEvent(const Event& event) : event_(event) {
    event_.record = 1;
    event_.client = "192.0.2.1";
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

Event packet_event(std::string_view bytes) {
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
