#include "traffic/client_names.h"

#include "traffic/http_message.h"

namespace sig::traffic {

std::string_view ClientNames::address_text(const IpAddress& address) {
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

std::string_view ClientNames::name(const Event& event) {
  if (rule_.kind == ClientRule::Kind::Record) {
    record_ = std::to_string(event.record);
    return record_;
  }
  if (const auto* exchange = std::get_if<HttpExchange>(&event.what)) {
    if (rule_.kind == ClientRule::Kind::Header) {
      const std::string_view* value = find_header(exchange->request.headers, rule_.name);
      if (value != nullptr && !value->empty()) return *value;
    }
    if (rule_.kind == ClientRule::Kind::Cookie) {
      const auto value = find_cookie(exchange->request.headers, rule_.name);
      if (value && !value->empty()) return *value;
    }
  }
  return address_text(event.client_ip);
}

}  // namespace sig::traffic
