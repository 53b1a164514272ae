#include "traffic/client_key.h"

#include <charconv>
#include <optional>

#include "traffic/http_message.h"

namespace sig::traffic {
ClientKey::ClientKey(ClientRule rule, std::string recording, UnknownClient unknown)
    : rule_(std::move(rule)), recording_(std::move(recording)), unknown_(unknown) {}

std::string_view ClientKey::of(const Event& event, std::string_view name) {
  using Kind = ClientRule::Kind;
  if (rule_.kind == Kind::SourceIp) return by_source(event, name);
  if (rule_.kind == Kind::Record) return by_record(event);
  const auto* exchange = std::get_if<HttpExchange>(&event.what);
  if (exchange == nullptr) return "(none)";
  const std::span<const NameValue> headers = exchange->request.headers;
  std::string_view value;
  if (rule_.kind == Kind::Cookie) {
    value = find_cookie(headers, rule_.name).value_or("");
  } else if (const std::string_view* header = find_header(headers, rule_.name)) {
    value = *header;
  }
  return value.empty() ? "(none)" : value;
}

std::string_view ClientKey::by_source(const Event& event, std::string_view name) {
  if (event.client_ip.is_set()) {
    key_ = event.client_ip.text();
    return key_;
  }
  if (!name.empty()) return name;
  if (unknown_ == UnknownClient::Record) return by_record(event);
  return recording_;
}

std::string_view ClientKey::by_record(const Event& event) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, event.record).ptr;
  key_ = recording_;
  key_ += '#';
  key_.append(digits, static_cast<size_t>(end - digits));
  return key_;
}

}  // namespace sig::traffic
