#pragma once

// Reads a capture and writes its events down as lines of text, so that tests compare everything.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/event_source.h"
#include "traffic/packets.h"

namespace sig::test {

struct CaptureResult {
  std::vector<std::string> events;
  traffic::ReadCounts counts;
  std::string error;  // of opening or reading
};

inline std::string describe(const HttpExchange& exchange) {
  std::string text = "http " + std::string(exchange.request.method) + " " +
                     std::string(exchange.request.uri) + " " +
                     std::string(exchange.request.version);
  for (const NameValue& header : exchange.request.headers) {
    text += " [" + std::string(header.name) + "=" + std::string(header.value) + "]";
  }
  text += " {" + std::string(exchange.request.body) + "}";
  if (!exchange.response) return text;
  return text + " -> " + std::to_string(exchange.response->status) + " {" +
         std::string(exchange.response->body) + "}";
}

inline std::string describe(const Event& event) {
  struct Words {
    std::string operator()(const HttpExchange& exchange) const { return describe(exchange); }
    std::string operator()(const Packet& packet) const {
      std::string text = "packet " + std::string(packet.protocol) + " " +
                         std::to_string(packet.size) + " " + std::string(packet.tcp_flags);
      if (packet.icmp_type >= 0) {
        text += std::to_string(packet.icmp_type) + "/" + std::to_string(packet.icmp_code);
      }
      return text + " {" + std::string(packet.payload) + "}";
    }
    std::string operator()(const Stream& stream) const {
      return "stream {" + std::string(stream.client) + "} {" + std::string(stream.server) + "}";
    }
    std::string operator()(const DnsMessage& dns) const {
      std::string text = "dns";
      for (const std::string_view name : dns.queries)
        text += " " + std::string(name);
      return text;
    }
    std::string operator()(const TlsHandshake& tls) const {
      return "tls " + std::string(tls.sni) + " " + std::string(tls.ja3);
    }
    std::string operator()(const LogLine& line) const { return std::string(line.message); }
    std::string operator()(const InspectedTraffic& flow) const {
      return "flow " + std::to_string(flow.flow);
    }
  };
  return std::visit(Words{}, event.what);
}

inline CaptureResult read_all(Result<std::unique_ptr<traffic::EventSource>> source,
                              bool with_ends = false) {
  CaptureResult result;
  if (!source) {
    result.error = source.error().message;
    return result;
  }
  for (;;) {
    const Result<const Event*> event = (*source)->next();
    if (!event) {
      result.error = event.error().message;
      break;
    }
    if (*event == nullptr) break;
    std::string text = describe(**event);
    if (with_ends) {
      text += " " + (*event)->client_ip.text() + ":" + std::to_string((*event)->client_port) +
              " > " + (*event)->server_ip.text() + ":" + std::to_string((*event)->server_port) +
              " #" + std::to_string((*event)->record) + " t" +
              std::to_string((*event)->transaction) + " " + std::string((*event)->client);
    }
    result.events.push_back(std::move(text));
  }
  result.counts = (*source)->counts();
  return result;
}

inline CaptureResult read_bytes(std::string_view capture,
                                const traffic::OpenOptions& options = {},
                                bool with_ends = false) {
  return read_all(traffic::open_packet_bytes(capture, "test.pcap", options), with_ends);
}

/// Bits for OpenOptions::wanted.
inline constexpr unsigned only_http = 1U, only_packets = 2U, only_streams = 4U, only_dns = 8U,
                          only_tls = 16U;

inline std::uint64_t reason(const CaptureResult& result, const std::string& text) {
  const auto found = result.counts.reasons.find(text);
  return found == result.counts.reasons.end() ? 0 : found->second;
}

}  // namespace sig::test
