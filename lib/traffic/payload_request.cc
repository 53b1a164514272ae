#include "traffic/payload.h"

namespace sig::traffic {
namespace {

/// Everything but the unreserved characters of RFC 3986 2.3.
void append_percent_encoded(std::string_view text, std::string& out) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

std::string_view default_method(PayloadPlace place) {
  return place == PayloadPlace::Body ? "POST" : "GET";
}

/// A target may not hold blanks, controls or bytes above ASCII: a client would encode these.
void append_target(std::string_view text, std::string& out) {
  for (const char c : text) {
    const bool plain = c > 0x20 && c < 0x7f && c != '#';
    if (plain) {
      out += c;
    } else {
      append_percent_encoded({&c, 1}, out);
    }
  }
}

}  // namespace

void PayloadRequest::add(std::string_view name, std::string_view value) {
  headers_[count_++] = {name, value};
}

HttpExchange PayloadRequest::make(const Payload& payload) {
  count_ = 0;
  target_ = "/";
  add("Host", "example.com");
  std::string_view body;
  switch (payload.place) {
    case PayloadPlace::Argument:
      target_ += "?payload=";
      append_percent_encoded(payload.text, target_);
      break;
    case PayloadPlace::RawArgument:
      target_ += '?';
      append_target(payload.text, target_);
      break;
    case PayloadPlace::Url:
      if (payload.text.starts_with('/')) target_.clear();
      append_target(payload.text, target_);
      break;
    case PayloadPlace::Cookie:
      cookie_ = "payload=";
      cookie_ += payload.text;
      add("Cookie", cookie_);
      break;
    case PayloadPlace::UserAgent:
      add("User-Agent", payload.text);
      break;
    case PayloadPlace::Referer:
      add("Referer", payload.text);
      break;
    case PayloadPlace::Header:
      add("X-Payload", payload.text);
      break;
    case PayloadPlace::Body:
      body = payload.text;
      content_type_ = "application/x-www-form-urlencoded";
      if (payload.is_json_body) content_type_ = "application/json";
      if (!payload.boundary.empty()) {
        content_type_ = "multipart/form-data; boundary=";
        content_type_ += payload.boundary;
      }
      add("Content-Type", content_type_);
      break;
  }
  HttpExchange exchange;
  exchange.request.method = payload.method.empty() ? default_method(payload.place) : payload.method;
  exchange.request.uri = target_;
  exchange.request.version = "HTTP/1.1";
  exchange.request.headers = {headers_.data(), count_};
  exchange.request.body = body;
  return exchange;
}

}  // namespace sig::traffic
