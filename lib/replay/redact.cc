#include "replay/redact.h"

#include <fmt/format.h>

#include <algorithm>

#include "replay/secrets.h"

namespace sig::replay {
namespace {

constexpr std::string_view ellipsis = "...";
constexpr size_t most_headers = 32;

char mask_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return 'a';
  if (byte < 0x20 || byte == 0x7f) return '.';
  if (c >= '0' && c <= '9') return '0';
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter ? 'a' : c;
}

/// Matched bytes are shown as they are, but evidence is UTF-8 text without control characters.
void append_plain(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
}

/// A name is readable where it looks like one; else it may hold anything and is masked.
std::string shown_name(std::string_view name) {
  const bool is_plain = name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                                 c == '_' || (c >= '0' && c <= '9') || c == '.' || c == '[' ||
                                 c == ']';
                        });
  return is_plain ? std::string(name) : mask(name.substr(0, 64));
}

std::string cut(std::string text) {
  if (text.size() <= shown_limit) return text;
  text.resize(shown_limit - ellipsis.size());
  return text += ellipsis;
}

/// "/aaaa/aaa.aaa?name=aaa&other=00"
std::string shown_uri(std::string_view uri) {
  const size_t question = std::min(uri.find('?'), uri.size());
  std::string out = mask(uri.substr(0, std::min(question, shown_limit)));
  std::string_view query = uri.substr(question);
  while (!query.empty() && out.size() < shown_limit) {
    const size_t next = std::min(query.find_first_of("&;", 1), query.size());
    const std::string_view pair = query.substr(0, next);
    const size_t equals = std::min(pair.find('='), pair.size());
    out += pair[0];
    // A query without "=" is a value, not a name.
    out += equals < pair.size() ? shown_name(pair.substr(1, equals - 1)) : mask(pair.substr(1));
    out += mask(pair.substr(equals, shown_limit));
    query.remove_prefix(next);
  }
  return out;
}

void append_headers(std::string& out, std::span<const NameValue> headers) {
  size_t count = 0;
  for (const NameValue& header : headers) {
    if (++count > most_headers || out.size() > shown_limit) break;
    out += fmt::format("\n{}: {}", shown_name(header.name), mask(header.value.substr(0, 64)));
  }
}

/// "HTTP/1.1", and nothing else that a client may have written there.
std::string shown_version(std::string_view version) {
  const bool is_plain = version.size() == 8 && version.starts_with("HTTP/") &&
                        version.find_first_not_of("0123456789.", 5) == std::string_view::npos;
  return is_plain ? std::string(version) : mask(version.substr(0, 16));
}

std::string shown_request(const HttpRequest& request) {
  std::string out = shown_name(request.method) + " " + shown_uri(request.uri);
  if (!request.version.empty()) out += " " + shown_version(request.version);
  append_headers(out, request.headers);
  if (!request.body.empty()) out += "\n\n" + mask(request.body.substr(0, shown_limit));
  return cut(std::move(out));
}

std::string shown_response(const HttpExchange& exchange) {
  std::string out = exchange.request.method.empty()
                        ? std::string()
                        : shown_name(exchange.request.method) + " " +
                              shown_uri(exchange.request.uri.substr(0, 128)) + "\n";
  out += fmt::format("{} {}", shown_version(exchange.response->version), exchange.response->status);
  append_headers(out, exchange.response->headers);
  if (!exchange.response->body.empty()) {
    out += "\n\n" + mask(exchange.response->body.substr(0, shown_limit));
  }
  return cut(std::move(out));
}

std::string shown_packet(const Packet& packet) {
  std::string out = fmt::format("{}, {} bytes", shown_name(packet.protocol), packet.size);
  if (!packet.tcp_flags.empty()) out += fmt::format(", flags {}", packet.tcp_flags);
  if (packet.icmp_type >= 0) out += fmt::format(", type {}", packet.icmp_type);
  if (!packet.payload.empty()) out += "\n" + mask(packet.payload.substr(0, shown_limit));
  return cut(std::move(out));
}

std::string shown_dns(const DnsMessage& message) {
  std::string out;
  for (const std::string_view name : message.queries) {
    if (out.size() > shown_limit) break;
    out += (out.empty() ? "" : "\n") + mask(name.substr(0, shown_limit));
  }
  return cut(std::move(out));
}

std::string shown_log(const LogLine& line) {
  const std::string program = line.program.empty() ? "" : shown_name(line.program) + ": ";
  return cut(program + mask(line.message.substr(0, shown_limit)));
}

}  // namespace

std::string mask(std::string_view value) {
  std::string out(value);
  std::transform(out.begin(), out.end(), out.begin(), mask_byte);
  return out;
}

MatchedPart shown_match(std::string field,
                        std::string_view name,
                        std::string_view value,
                        size_t match_start,
                        size_t match_length) {
  MatchedPart out;
  out.field = std::move(field);
  if (!name.empty()) out.field += " " + shown_name(name);
  const size_t start = std::min(match_start, value.size());
  const size_t end = std::min(start + std::min(match_length, value.size()), value.size());
  std::vector<ByteRange> secrets{{0, value.size()}};
  if (!is_secret_name(name)) secrets = secret_ranges(value.substr(0, end));
  const auto is_secret = [&](size_t at) {
    return std::any_of(secrets.begin(), secrets.end(), [&](const ByteRange& range) {
      return at >= range.begin && at < range.end;
    });
  };
  const size_t open_end = std::min(end, start + matched_limit);
  for (size_t at = start; at < open_end; ++at) {
    if (is_secret(at)) {
      out.matched += mask_byte(value[at]);
    } else {
      append_plain(out.matched, value.substr(at, 1));
    }
  }
  if (open_end < end) out.matched += ellipsis;
  const size_t around = (shown_limit - matched_limit) / 2;
  const size_t from = start > around ? start - around : 0;
  const std::string before = mask(value.substr(from, start - from));
  const std::string after =
      open_end < end ? "" : mask(value.substr(end, std::min(around, value.size() - end)));
  out.shown = (from > 0 ? std::string(ellipsis) : "") + before + out.matched + after;
  if (end + around < value.size() && open_end == end) out.shown += ellipsis;
  return out;
}

std::string shown_event(const Event& event, Surface surface) {
  if (const auto* exchange = std::get_if<HttpExchange>(&event.what)) {
    const bool is_response = surface == Surface::HttpResponse && exchange->response;
    return is_response ? shown_response(*exchange) : shown_request(exchange->request);
  }
  if (const auto* packet = std::get_if<Packet>(&event.what)) return shown_packet(*packet);
  if (const auto* stream = std::get_if<Stream>(&event.what)) {
    return cut(mask(stream->client.substr(0, shown_limit / 2)) + "\n" +
               mask(stream->server.substr(0, shown_limit / 2)));
  }
  if (const auto* dns = std::get_if<DnsMessage>(&event.what)) return shown_dns(*dns);
  if (const auto* tls = std::get_if<TlsHandshake>(&event.what)) {
    return cut(fmt::format("{} {}", mask(tls->sni), shown_name(tls->ja3)));
  }
  if (const auto* flow = std::get_if<InspectedTraffic>(&event.what)) {
    if (flow->excerpts.empty()) return {};
    return cut(mask(flow->excerpts[0].value.substr(0, shown_limit / 2)));
  }
  return shown_log(std::get<LogLine>(event.what));
}

}  // namespace sig::replay
