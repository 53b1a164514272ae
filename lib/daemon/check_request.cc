#include "daemon/check_request.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "base/json_object.h"
#include "base/text.h"
#include "model/names.h"
#include "traffic/samples.h"

namespace sig::daemon {
namespace {

constexpr std::string_view where = "request";

/// KEY as text, or KEY_base64 for bytes that are not UTF-8.
std::string bytes_of(JsonObject& reader, const std::string& key, bool& is_given) {
  const std::string encoded_key = key + "_base64";
  const bool is_plain = reader.find(key) != nullptr;
  const bool is_encoded = reader.find(encoded_key) != nullptr;
  is_given = is_plain || is_encoded;
  if (is_plain && is_encoded) reader.fail(encoded_key, fmt::format("stands beside {}", quote(key)));
  if (is_plain) return reader.text(key);
  if (!is_encoded) return {};
  std::optional<std::string> bytes = parse_base64(reader.text(encoded_key));
  if (!bytes) reader.fail(encoded_key, "is not base64 (RFC 4648 section 4, with padding)");
  return bytes ? *std::move(bytes) : std::string();
}

using Headers = std::vector<std::pair<std::string, std::string>>;

bool add_header(const Json& name, const Json& value, Headers& headers) {
  if (!name.is_string() || !value.is_string()) return false;
  headers.emplace_back(name.get<std::string>(), value.get<std::string>());
  return true;
}

bool read_headers(const Json& given, Headers& headers) {
  for (const auto& [key, value] : given.items()) {
    const bool is_pair = given.is_array() && value.is_array() && value.size() == 2;
    if (given.is_object() ? !add_header(key, value, headers)
                          : !is_pair || !add_header(value[0], value[1], headers)) {
      return false;
    }
  }
  return true;
}

void read_client(JsonObject& reader, std::optional<IpAddress>& client_ip) {
  if (reader.find("client_ip") == nullptr) return;
  client_ip = parse_ip(reader.text("client_ip"));
  if (!client_ip) reader.fail("client_ip", "is not an IPv4 or IPv6 address");
}

}  // namespace

Result<CheckRequest> CheckRequest::parse(std::string_view json, const HttpLimits& limits) {
  const Json document = TRY(parse_json(json, where, {.bytes = limits.body_bytes, .depth = 4}));
  JsonObject reader(document, std::string(where));
  CheckRequest request;
  read_client(reader, request.client_ip_);
  if (reader.find("ignore_bypass") != nullptr) {
    request.ignores_bypass_ = reader.flag("ignore_bypass");
  }
  bool is_raw = false;
  request.raw_ = bytes_of(reader, "raw", is_raw);
  if (is_raw) {
    TRY(reader.finish());
    return request;
  }
  request.method_ = reader.text("method");
  request.uri_ = reader.text("uri");
  request.version_ = reader.optional_text("version");
  bool has_body = false;
  request.body_ = bytes_of(reader, "body", has_body);
  if (const Json* headers = reader.find("headers"); headers != nullptr) {
    if (!headers->is_structured() || !read_headers(*headers, request.headers_)) {
      reader.fail("headers", "must be an object of texts or a list of [name, value]");
    }
    if (request.headers_.size() > limits.headers) {
      reader.fail(
          "headers",
          fmt::format("holds {}; the limit is {}", request.headers_.size(), limits.headers));
    }
  }
  TRY(reader.finish());
  return request;
}

Result<Event> CheckRequest::event() {
  if (!raw_.empty()) {
    source_ = TRY(traffic::open_sample(Surface::HttpRequest, raw_));
    const Event* event = TRY(source_->next());
    if (event == nullptr || event->kind() != EventKind::Http) {
      return input_error("request: \"raw\": holds no whole HTTP/1 request");
    }
    return *event;
  }
  header_views_.clear();
  for (const auto& [name, value] : headers_)
    header_views_.push_back({name, value});
  Event event;
  event.what = HttpExchange{.request = {.method = method_,
                                        .uri = uri_,
                                        .version = version_,
                                        .headers = header_views_,
                                        .body = body_}};
  event.record = 1;
  return event;
}

std::string verdict_json(const Verdict& verdict) {
  Json out = {{"verdict", to_string(verdict.outcome)}, {"cause", to_string(verdict.cause)}};
  const Signature* decided = verdict.rules != nullptr && verdict.decided_by
                                 ? &verdict.rules->signatures()[*verdict.decided_by]
                                 : nullptr;
  out["signature"] = decided != nullptr ? Json(decided->id) : Json(nullptr);
  out["rev"] = decided != nullptr ? Json(decided->rev) : Json(nullptr);
  out["title"] = decided != nullptr ? Json(decided->title) : Json(nullptr);
  out["bundle"] = verdict.rules != nullptr ? Json(verdict.rules->bundle_hex) : Json(nullptr);
  out["release"] = verdict.rules != nullptr ? Json(verdict.rules->release_name) : Json(nullptr);
  if (verdict.timed_block) out["until"] = to_iso8601(verdict.timed_block->until_wall);
  out["undecided"] = verdict.undecided;
  Json all = Json::array();
  for (const Fired& fired : verdict.fired) {
    const Signature& signature = verdict.rules->signatures()[fired.signature];
    all.push_back(
        {{"signature", signature.id}, {"rev", signature.rev}, {"action", to_string(fired.action)}});
  }
  out["all"] = std::move(all);
  return json_text(out) + "\n";
}

}  // namespace sig::daemon
