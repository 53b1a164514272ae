#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/ip.h"
#include "base/time.h"

namespace sig {

/// Events are views: every string_view and span points into the reader that made the event and is
/// valid until that reader's next call. Nothing is copied on the way from a recording to the
/// matcher.

struct NameValue {
  std::string_view name;
  std::string_view value;
};

/// As it was on the wire: nothing is percent-decoded. The body has its transfer and content coding
/// removed (within limits).
struct HttpRequest {
  std::string_view method;
  std::string_view uri;  ///< the request target as sent
  std::string_view
      version;  ///< "HTTP/1.1"; empty when the record does not say (access logs may not)
  std::span<const NameValue> headers;
  std::string_view body;
};

struct HttpResponse {
  int status = 0;
  std::string_view version;
  std::span<const NameValue> headers;
  std::string_view body;
};

/// One unit of the surface http.request, and of http.response where there is a response.
struct HttpExchange {
  HttpRequest request;
  std::optional<HttpResponse> response;
};

struct Packet {
  std::string_view payload;   ///< behind the TCP, UDP or ICMP header; behind IP for other protocols
  std::uint32_t size = 0;     ///< length of the IP packet as it says itself
  std::string_view protocol;  ///< "tcp", "udp", "icmp", "icmpv6", "sctp", ... or the number as text
  std::string_view tcp_flags;  ///< letters in the order "FSRPAUEC"; empty unless TCP
  int icmp_type = -1;
  int icmp_code = -1;
};

/// One TCP connection (or UDP flow) reassembled up to the depth limit.
struct Stream {
  std::string_view client;
  std::string_view server;
};

struct DnsMessage {
  std::span<const std::string_view> queries;  ///< names, lower case, without the final dot
};

struct TlsHandshake {
  std::string_view sni;
  std::string_view ja3;  ///< MD5 as 32 hexadecimal digits
};

struct LogLine {
  std::string_view message;
  std::string_view program;
  std::string_view host;
  std::span<const NameValue> fields;  ///< names in lower case
};

/// A flow as an IPS engine saw it, shown when it has ended. Per rule that fired: its signature's id
/// and what it looked at.
struct InspectedTraffic {
  std::uint64_t flow = 0;  ///< its number in the capture; 0: a packet that is in no flow
  std::span<const NameValue> excerpts;
};

enum class EventKind : std::uint8_t { Http, Packet, Stream, Dns, Tls, Log, Flow };

/// One thing that happened, with where it stands in its recording.
struct Event {
  std::variant<HttpExchange, Packet, Stream, DnsMessage, TlsHandshake, LogLine, InspectedTraffic>
      what;

  std::uint64_t record =
      0;  ///< 1-based number of the record (packet, line, entry) that completed it
  std::uint32_t transaction = 0;  ///< 0-based number within its connection
  std::optional<Time> time;
  IpAddress client_ip;  ///< all zero when unknown
  IpAddress server_ip;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  std::uint8_t ip_protocol = 0;  ///< 6 TCP, 17 UDP, ...; 0 when unknown
  std::string_view client;       ///< the independent unit, as the corpus defines it; never empty

  EventKind kind() const { return static_cast<EventKind>(what.index()); }
};

}  // namespace sig
