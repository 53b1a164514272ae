#include "traffic/client_key.h"

#include <charconv>

#include "traffic/http_message.h"

namespace sig::traffic {

ClientKey::ClientKey(ClientRule rule, std::string recording, UnknownClient unknown)
    : rule_(std::move(rule)), recording_(std::move(recording)), unknown_(unknown) {}

std::string_view ClientKey::of(const Event& event, std::string_view name) {
  if (rule_.kind == ClientRule::Kind::Record) return by_record(event);
  if (const auto* exchange = std::get_if<HttpExchange>(&event.what)) {
    if (const std::string_view value = by_request(*exchange); !value.empty()) return value;
  }
  return by_source(event, name);
}

std::string_view ClientKey::by_request(const HttpExchange& exchange) const {
  const std::span<const NameValue> headers = exchange.request.headers;
  if (rule_.kind == ClientRule::Kind::Cookie) {
    return find_cookie(headers, rule_.name).value_or(std::string_view{});
  }
  if (rule_.kind != ClientRule::Kind::Header) return {};
  const std::string_view* value = find_header(headers, rule_.name);
  return value != nullptr ? *value : std::string_view{};
}

std::string_view ClientKey::by_source(const Event& event, std::string_view name) {
  if (event.client_ip.is_set()) return address_text(event.client_ip);
  if (!name.empty()) return name;
  return unknown_ == UnknownClient::Record ? by_record(event) : std::string_view(recording_);
}

std::string_view ClientKey::by_record(const Event& event) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, event.record).ptr;
  key_ = recording_;
  key_ += '#';
  key_.append(digits, static_cast<size_t>(end - digits));
  return key_;
}

std::string_view ClientKey::address_text(const IpAddress& address) {
  unsigned slot = 0;
  for (const std::uint8_t byte : address.bytes)
    slot = slot * 31 + byte;
  Entry& entry = recent_[slot % recent_.size()];
  if (entry.text.empty() || entry.address != address) {
    entry.address = address;
    entry.text = address.text();
  }
  return entry.text;
}

}  // namespace sig::traffic
