#include "match/event_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "match/arguments.h"
#include "match/http_target.h"

namespace sig::match {
namespace {

using Values = std::vector<NameValue>;

void add(std::string_view value, Values& out) {
  if (!value.empty()) out.push_back({{}, value});
}
void add(const std::optional<std::string_view>& value, Values& out) {
  if (value) out.push_back({{}, *value});
}

void add_all(std::span<const NameValue> from, Values& out) {
  out.insert(out.end(), from.begin(), from.end());
}

void add_headers(std::span<const NameValue> headers, std::string_view name, Values& out) {
  for (const NameValue& header : headers) {
    if (equals_ignoring_case(header.name, name)) out.push_back(header);
  }
}

void add_host(const HttpRequest& request, Values& out) {
  add_headers(request.headers, "host", out);
  add(split_target(request).authority, out);
}

std::string_view number_text(std::int64_t number, TextArena& arena) {
  constexpr size_t digits = 20;
  char* room = arena.reserve(digits);
  const auto end = std::to_chars(room, room + digits, number);
  return arena.keep(static_cast<size_t>(end.ptr - room));
}

/// As IpAddress::text, without its allocation.
std::string_view address_text(const IpAddress& address, TextArena& arena) {
  char* room = arena.reserve(INET6_ADDRSTRLEN);
  const bool is_v4 = address.is_v4();
  const void* bytes = address.bytes.data() + (is_v4 ? 12 : 0);
  ::inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, room, INET6_ADDRSTRLEN);
  return arena.keep(std::string_view(room).size());
}

void add_response(FieldId field, const HttpResponse& response, Values& out) {
  if (field == FieldId::HttpResponseHeaders) add_all(response.headers, out);
  if (field == FieldId::HttpResponseBody) add(response.body, out);
}

void add_request(const FieldRef& field, const HttpRequest& request, Values& out) {
  switch (field.id) {
    case FieldId::HttpMethod:
      return add(request.method, out);
    case FieldId::HttpUri:
      return add(request.uri, out);
    case FieldId::HttpPath:
      return add(split_target(request).path, out);
    case FieldId::HttpQuery:
      return add(split_target(request).query, out);
    case FieldId::HttpHeaders:
      return add_all(request.headers, out);
    case FieldId::HttpHeader:
      return add_headers(request.headers, field.name, out);
    case FieldId::HttpUserAgent:
      return add_headers(request.headers, "user-agent", out);
    case FieldId::HttpHost:
      return add_host(request, out);
    case FieldId::HttpBody:
      return add(request.body, out);
    case FieldId::HttpVersion:
      return add(request.version, out);
    default:
      return;
  }
}

void add_network(const FieldRef& field, const Event& event, Values& out) {
  if (const auto* packet = std::get_if<Packet>(&event.what)) {
    if (field.id == FieldId::PacketPayload) add(packet->payload, out);
    if (field.id == FieldId::PacketProtocol) add(packet->protocol, out);
    if (field.id == FieldId::TcpFlags) add(packet->tcp_flags, out);
  } else if (const auto* stream = std::get_if<Stream>(&event.what)) {
    if (field.id == FieldId::StreamClient) add(stream->client, out);
    if (field.id == FieldId::StreamServer) add(stream->server, out);
  } else if (const auto* tls = std::get_if<TlsHandshake>(&event.what)) {
    if (field.id == FieldId::TlsSni) add(tls->sni, out);
    if (field.id == FieldId::TlsJa3) add(tls->ja3, out);
  } else if (const auto* dns = std::get_if<DnsMessage>(&event.what)) {
    if (field.id != FieldId::DnsQuery) return;
    for (const std::string_view query : dns->queries)
      out.push_back({{}, query});
  }
}

void add_log(const FieldRef& field, const LogLine& line, Values& out) {
  if (field.id == FieldId::LogMessage) add(line.message, out);
  if (field.id == FieldId::LogProgram) add(line.program, out);
  if (field.id == FieldId::LogHost) add(line.host, out);
  if (field.id != FieldId::LogField) return;
  for (const NameValue& value : line.fields) {
    if (value.name == field.name) out.push_back(value);
  }
}

}  // namespace

std::uint32_t surfaces_of(const Event& event) {
  switch (event.kind()) {
    case EventKind::Http:
      return surface_bit(Surface::HttpRequest) |
             (std::get<HttpExchange>(event.what).response ? surface_bit(Surface::HttpResponse) : 0);
    case EventKind::Packet:
      return surface_bit(Surface::Packet);
    case EventKind::Stream:
      return surface_bit(Surface::Stream);
    case EventKind::Dns:
      return surface_bit(Surface::Dns);
    case EventKind::Tls:
      return surface_bit(Surface::Tls);
    case EventKind::Flow:
      return surface_bit(Surface::Flow);
    case EventKind::Log:
      return surface_bit(Surface::Log);
  }
  return 0;
}

std::optional<std::int64_t> number_of(FieldId field, const Event& event) {
  const auto unless = [](std::int64_t absent, std::int64_t value) {
    return value == absent ? std::nullopt : std::optional(value);
  };
  if (field == FieldId::ClientPort) return unless(0, event.client_port);
  if (field == FieldId::ServerPort) return unless(0, event.server_port);
  if (const auto* packet = std::get_if<Packet>(&event.what)) {
    if (field == FieldId::PacketSize) return packet->size;
    if (field == FieldId::IcmpType) return unless(-1, packet->icmp_type);
    if (field == FieldId::IcmpCode) return unless(-1, packet->icmp_code);
  }
  if (const auto* http = std::get_if<HttpExchange>(&event.what)) {
    if (field == FieldId::HttpStatus && http->response) return http->response->status;
  }
  return std::nullopt;
}

std::optional<IpAddress> address_of(FieldId field, const Event& event) {
  const bool is_client = field == FieldId::ClientIp;
  if (!is_client && field != FieldId::ServerIp) return std::nullopt;
  const IpAddress& address = is_client ? event.client_ip : event.server_ip;
  return address.is_set() ? std::optional(address) : std::nullopt;
}

void EventValues::start(const Event& event) {
  event_ = &event;
  has_arguments_ = false;
  has_cookies_ = false;
}

const Values& EventValues::arguments() {
  if (!has_arguments_) {
    arguments_.clear();
    read_arguments(std::get<HttpExchange>(event_->what).request, arguments_, arena_);
    has_arguments_ = true;
  }
  return arguments_;
}

const Values& EventValues::cookies() {
  if (!has_cookies_) {
    cookies_.clear();
    for (const NameValue& header : std::get<HttpExchange>(event_->what).request.headers) {
      if (equals_ignoring_case(header.name, "cookie")) read_cookies(header.value, cookies_);
    }
    has_cookies_ = true;
  }
  return cookies_;
}

void EventValues::append(const FieldRef& field, Values& out) {
  if (const auto number = number_of(field.id, *event_)) {
    return add(number_text(*number, arena_), out);
  }
  if (const auto address = address_of(field.id, *event_)) {
    return add(address_text(*address, arena_), out);
  }
  if (const auto* line = std::get_if<LogLine>(&event_->what)) return add_log(field, *line, out);
  const auto* http = std::get_if<HttpExchange>(&event_->what);
  if (http == nullptr) return add_network(field, *event_, out);
  switch (field.id) {
    case FieldId::HttpArgs:
      return add_all(arguments(), out);
    case FieldId::HttpArgNames:
      for (const NameValue& argument : arguments())
        add(argument.name, out);
      return;
    case FieldId::HttpArg:
      for (const NameValue& argument : arguments()) {
        if (names_argument(argument.name, field.name)) out.push_back(argument);
      }
      return;
    case FieldId::HttpCookies:
      return add_all(cookies(), out);
    case FieldId::HttpCookie:
      for (const NameValue& cookie : cookies()) {
        if (cookie.name == field.name) out.push_back(cookie);
      }
      return;
    default:
      add_request(field, http->request, out);
      if (http->response) add_response(field.id, *http->response, out);
  }
}

bool EventValues::has(const FieldRef& field) {
  if (number_of(field.id, *event_) || address_of(field.id, *event_)) return true;
  probe_.clear();
  append(field, probe_);
  return !probe_.empty();
}

}  // namespace sig::match
