#include "model/names.h"

#include <array>
#include <cassert>

#include "base/text.h"

namespace sig {
namespace {

// Each list is in the order of its enumeration.
constexpr std::array<std::string_view, 5> severities{"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 3> confidences{"low", "medium", "high"};
constexpr std::array<std::string_view, 2> actions{"alert", "block"};
constexpr std::array<std::string_view, 8> surfaces{
    "http.request", "http.response", "packet", "stream", "dns", "tls", "log", "flow"};
constexpr std::array<std::string_view, 10> operators{"contains",
                                                     "equals",
                                                     "starts_with",
                                                     "ends_with",
                                                     "regex",
                                                     "one_of",
                                                     "in",
                                                     "less_than",
                                                     "greater_than",
                                                     "exists"};
constexpr std::array<std::string_view, 12> decodes{"url",
                                                   "html",
                                                   "base64",
                                                   "hex",
                                                   "lowercase",
                                                   "whitespace",
                                                   "path",
                                                   "nulls",
                                                   "comments",
                                                   "js",
                                                   "css",
                                                   "utf8"};

template <class T>
constexpr std::span<const std::string_view> table() {
  if constexpr (std::is_same_v<T, Severity>) return severities;
  if constexpr (std::is_same_v<T, Confidence>) return confidences;
  if constexpr (std::is_same_v<T, Action>) return actions;
  if constexpr (std::is_same_v<T, Surface>) return surfaces;
  if constexpr (std::is_same_v<T, Operator>) return operators;
  if constexpr (std::is_same_v<T, Decode>) return decodes;
}

template <class T>
std::string_view name_of(T value) {
  return table<T>()[static_cast<size_t>(value)];
}

using S = Surface;
const std::vector<S> http{S::HttpRequest, S::HttpResponse};
const std::vector<S> response{S::HttpResponse};
const std::vector<S> any{
    S::HttpRequest, S::HttpResponse, S::Packet, S::Stream, S::Dns, S::Tls, S::Log};
const std::vector<S> network{S::HttpRequest, S::HttpResponse, S::Packet, S::Stream, S::Dns, S::Tls};
const std::vector<S> packet{S::Packet};
const std::vector<S> stream{S::Stream};
const std::vector<S> tls{S::Tls};
const std::vector<S> dns{S::Dns};
const std::vector<S> log{S::Log};

using F = FieldId;
const std::vector<FieldRow> fields{
    {F::HttpMethod, "http.method", FieldType::Text, false, http},
    {F::HttpUri, "http.uri", FieldType::Text, false, http},
    {F::HttpPath, "http.path", FieldType::Text, false, http},
    {F::HttpQuery, "http.query", FieldType::Text, false, http},
    {F::HttpArgs, "http.args", FieldType::Text, false, http},
    {F::HttpArg, "http.arg.", FieldType::Text, true, http},
    {F::HttpArgNames, "http.arg_names", FieldType::Text, false, http},
    {F::HttpHeaders, "http.headers", FieldType::Text, false, http},
    {F::HttpHeader, "http.header.", FieldType::Text, true, http},
    {F::HttpCookies, "http.cookies", FieldType::Text, false, http},
    {F::HttpCookie, "http.cookie.", FieldType::Text, true, http},
    {F::HttpUserAgent, "http.user_agent", FieldType::Text, false, http},
    {F::HttpHost, "http.host", FieldType::Text, false, http},
    {F::HttpBody, "http.body", FieldType::Text, false, http},
    {F::HttpVersion, "http.version", FieldType::Text, false, http},
    {F::HttpStatus, "http.status", FieldType::Number, false, response},
    {F::HttpResponseHeaders, "http.response.headers", FieldType::Text, false, response},
    {F::HttpResponseBody, "http.response.body", FieldType::Text, false, response},
    {F::ClientIp, "client.ip", FieldType::Address, false, any},
    {F::ClientPort, "client.port", FieldType::Number, false, network},
    {F::ServerIp, "server.ip", FieldType::Address, false, network},
    {F::ServerPort, "server.port", FieldType::Number, false, network},
    {F::PacketPayload, "packet.payload", FieldType::Text, false, packet},
    {F::PacketSize, "packet.size", FieldType::Number, false, packet},
    {F::PacketProtocol, "packet.protocol", FieldType::Text, false, packet},
    {F::TcpFlags, "tcp.flags", FieldType::Text, false, packet},
    {F::IcmpType, "icmp.type", FieldType::Number, false, packet},
    {F::IcmpCode, "icmp.code", FieldType::Number, false, packet},
    {F::StreamClient, "stream.client", FieldType::Text, false, stream},
    {F::StreamServer, "stream.server", FieldType::Text, false, stream},
    {F::TlsSni, "tls.sni", FieldType::Text, false, tls},
    {F::TlsJa3, "tls.ja3", FieldType::Text, false, tls},
    {F::DnsQuery, "dns.query", FieldType::Text, false, dns},
    {F::LogMessage, "log.message", FieldType::Text, false, log},
    {F::LogProgram, "log.program", FieldType::Text, false, log},
    {F::LogHost, "log.host", FieldType::Text, false, log},
    {F::LogField, "log.", FieldType::Text, true, log},
};

bool ignores_case_of_name(FieldId id) {
  return id == FieldId::HttpHeader || id == FieldId::LogField;
}

}  // namespace

std::string_view to_string(Severity value) {
  return name_of(value);
}
std::string_view to_string(Confidence value) {
  return name_of(value);
}
std::string_view to_string(Action value) {
  return name_of(value);
}
std::string_view to_string(Surface value) {
  return name_of(value);
}
std::string_view to_string(Operator value) {
  return name_of(value);
}
std::string_view to_string(Decode value) {
  return name_of(value);
}

template <class T>
std::span<const std::string_view> names_of() {
  return table<T>();
}

template <class T>
std::optional<T> parse_name(std::string_view text) {
  const auto names = table<T>();
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<T>(i);
  }
  return std::nullopt;
}

#define SIG_INSTANTIATE(T)                                  \
  template std::span<const std::string_view> names_of<T>(); \
  template std::optional<T> parse_name<T>(std::string_view);
SIG_INSTANTIATE(Severity)
SIG_INSTANTIATE(Confidence)
SIG_INSTANTIATE(Action)
SIG_INSTANTIATE(Surface)
SIG_INSTANTIATE(Operator)
SIG_INSTANTIATE(Decode)
#undef SIG_INSTANTIATE

std::span<const FieldRow> field_table() {
  return fields;
}

const FieldRow& field_row(FieldId id) {
  const FieldRow& row = fields[static_cast<size_t>(id)];
  assert(row.id == id);
  return row;
}

std::optional<FieldRef> parse_field(std::string_view text) {
  for (const FieldRow& row : fields) {
    if (!row.takes_name && row.name == text) return FieldRef{row.id, ""};
  }
  for (const FieldRow& row : fields) {
    if (!row.takes_name || text.size() <= row.name.size() || !text.starts_with(row.name)) continue;
    const std::string_view name = text.substr(row.name.size());
    return FieldRef{row.id,
                    ignores_case_of_name(row.id) ? to_lower_ascii(name) : std::string(name)};
  }
  return std::nullopt;
}

std::string to_string(const FieldRef& field) {
  return std::string(field_row(field.id).name) + field.name;
}

std::vector<std::string_view> field_names() {
  std::vector<std::string_view> out;
  for (const FieldRow& row : fields)
    out.push_back(row.name);
  return out;
}

bool is_usable(Operator op, FieldType type) {
  switch (op) {
    case Operator::In:
      return type == FieldType::Address;
    case Operator::LessThan:
    case Operator::GreaterThan:
      return type == FieldType::Number;
    case Operator::Exists:
    case Operator::Equals:
    case Operator::OneOf:
      return true;
    default:
      return type == FieldType::Text;
  }
}

}  // namespace sig
