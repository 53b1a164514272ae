#include "traffic/client_key.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "base/text.h"

namespace sig::traffic {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::optional<std::string_view> find_header(std::span<const NameValue> headers,
                                            std::string_view name) {
  for (const NameValue& header : headers) {
    if (equal_ignoring_case(header.name, name)) return trim(header.value);
  }
  return std::nullopt;
}

std::optional<std::string_view> find_cookie(std::span<const NameValue> headers,
                                            std::string_view name) {
  for (const NameValue& header : headers) {
    if (!equal_ignoring_case(header.name, "cookie")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::string_view pair = trim(rest.substr(0, rest.find(';')));
      rest.remove_prefix(std::min(rest.size(), rest.find(';') == std::string_view::npos
                                                   ? rest.size()
                                                   : rest.find(';') + 1));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
        return pair.substr(equals + 1);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

ClientKey::ClientKey(ClientRule rule, std::string recording, UnknownClient unknown)
    : rule_(std::move(rule)), recording_(std::move(recording)), unknown_(unknown) {}

std::string_view ClientKey::of(const Event& event, std::string_view name) {
  using Kind = ClientRule::Kind;
  if (rule_.kind == Kind::SourceIp) return by_source(event, name);
  if (rule_.kind == Kind::Record) return by_record(event);
  const auto* exchange = std::get_if<HttpExchange>(&event.what);
  if (exchange == nullptr) return "(none)";
  const auto value = rule_.kind == Kind::Header
                         ? find_header(exchange->request.headers, rule_.name)
                         : find_cookie(exchange->request.headers, rule_.name);
  return value && !value->empty() ? *value : "(none)";
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
