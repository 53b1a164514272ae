#include "traffic/har_entry.h"

#include <array>

#include "base/text.h"
#include "traffic/har_base64.h"
#include "traffic/http_message.h"
#include "traffic/json_cursor.h"
#include "traffic/web_url.h"

namespace sig::traffic {
namespace {

/// What browsers call a version, as servers' logs write it; what is not here counts as not known.
struct VersionRow {
  std::string_view har;
  std::string_view name;
};
constexpr std::array<VersionRow, 12> versions{{{"http/1.1", "HTTP/1.1"},
                                               {"1.1", "HTTP/1.1"},
                                               {"http/1.0", "HTTP/1.0"},
                                               {"1.0", "HTTP/1.0"},
                                               {"http/0.9", "HTTP/0.9"},
                                               {"h2", "HTTP/2.0"},
                                               {"http/2", "HTTP/2.0"},
                                               {"http/2.0", "HTTP/2.0"},
                                               {"2.0", "HTTP/2.0"},
                                               {"h3", "HTTP/3.0"},
                                               {"http/3", "HTTP/3.0"},
                                               {"http/3.0", "HTTP/3.0"}}};

std::string_view version_of(std::string_view har) {
  const std::string lower = to_lower_ascii(har.substr(0, 16));
  for (const VersionRow& row : versions) {
    if (row.har == lower) return row.name;
  }
  return {};
}

std::optional<IpAddress> address_of(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return parse_ip(text);
}

}  // namespace

bool HarEntry::read(std::string_view json) {
  arena_.reserve(json.size());
  for (Message* message : {&request_, &response_}) {
    message->headers.clear();
    message->version = message->body = {};
  }
  cookies_.clear();
  params_.clear();
  method_ = url_ = target_ = {};
  status_ = 0;
  time_.reset();
  server_ip_.reset();
  server_port_ = 0;
  is_http_ = has_request_ = has_bad_base64_ = is_body_cut_ = false;
  JsonCursor cursor(json, arena_);
  if (cursor.enter_object()) read_members(cursor);
  has_bad_text_ = cursor.bad_escapes() > 0 || !is_valid_utf8(json);
  if (cursor.has_failed() || !has_request_ || url_.empty()) return false;
  finish_request();
  return true;
}

void HarEntry::read_members(JsonCursor& cursor) {
  while (const auto key = cursor.next_key()) {
    if (*key == "request") {
      read_request(cursor);
    } else if (*key == "response") {
      read_response(cursor);
    } else if (*key == "startedDateTime") {
      time_ = parse_iso8601(cursor.string().value_or(""));
    } else if (*key == "serverIPAddress") {
      server_ip_ = address_of(cursor.string().value_or(""));
    } else {
      cursor.skip();
    }
  }
}

void HarEntry::read_request(JsonCursor& cursor) {
  if (!cursor.enter_object()) return;
  has_request_ = true;
  while (const auto key = cursor.next_key()) {
    if (*key == "method") {
      method_ = cursor.string().value_or("");
    } else if (*key == "url") {
      url_ = cursor.string().value_or("");
    } else if (*key == "httpVersion") {
      request_.version = version_of(cursor.string().value_or(""));
    } else if (*key == "headers") {
      read_pairs(cursor, request_.headers);
    } else if (*key == "cookies") {
      read_pairs(cursor, cookies_);
    } else if (*key == "postData") {
      read_post(cursor);
    } else {
      cursor.skip();
    }
  }
}

void HarEntry::read_post(JsonCursor& cursor) {
  if (!cursor.enter_object()) return;
  std::string_view text;
  bool is_base64 = false;
  while (const auto key = cursor.next_key()) {
    if (*key == "text") {
      text = cursor.string().value_or("");
    } else if (*key == "params") {
      read_pairs(cursor, params_);
    } else if (*key == "encoding" || *key == "_encoding") {
      is_base64 = cursor.string().value_or("") == "base64";
    } else {
      cursor.skip();
    }
  }
  if (is_base64) {
    form_.clear();
    has_bad_base64_ = !append_base64(text, body_limit_ + 1, form_);
    text = form_;
  }
  request_.body = text;
}

void HarEntry::read_response(JsonCursor& cursor) {
  if (!cursor.enter_object()) return;
  while (const auto key = cursor.next_key()) {
    if (*key == "status") {
      const auto status = parse_unsigned(cursor.scalar().value_or(""));
      status_ = status && *status <= 999 ? static_cast<int>(*status) : 0;
    } else if (*key == "httpVersion") {
      response_.version = version_of(cursor.string().value_or(""));
    } else if (*key == "headers") {
      read_pairs(cursor, response_.headers);
    } else if (*key == "content") {
      read_content(cursor);
    } else {
      cursor.skip();
    }
  }
}

void HarEntry::read_content(JsonCursor& cursor) {
  if (!cursor.enter_object()) return;
  std::string_view text;
  bool is_base64 = false;
  while (const auto key = cursor.next_key()) {
    if (*key == "text") {
      text = cursor.string().value_or("");
    } else if (*key == "encoding") {
      is_base64 = cursor.string().value_or("") == "base64";
    } else {
      cursor.skip();
    }
  }
  if (is_base64) {
    content_.clear();
    has_bad_base64_ = !append_base64(text, body_limit_ + 1, content_) || has_bad_base64_;
    text = content_;
  }
  response_.body = text;
}

/// [{"name": .., "value": ..}]; names that begin with a colon are no headers but HTTP/2's and
/// SPDY's way to write the request line.
void HarEntry::read_pairs(JsonCursor& cursor, std::vector<NameValue>& pairs) {
  if (!cursor.enter_array()) return;
  while (cursor.next_element()) {
    NameValue pair;
    if (!cursor.enter_object()) continue;
    while (const auto key = cursor.next_key()) {
      if (*key == "name") {
        pair.name = cursor.string().value_or("");
      } else if (*key == "value") {
        pair.value = cursor.string().value_or("");
      } else {
        cursor.skip();
      }
    }
    if (!pair.name.empty() && pair.name[0] != ':') pairs.push_back(pair);
  }
}

void HarEntry::finish_request() {
  const WebUrl url = split_web_url(url_);
  is_http_ = !url.authority.empty();
  if (!is_http_) return;
  target_ = url.target;
  server_port_ = url.port;
  if (find_header(request_.headers, "host") == nullptr) {
    request_.headers.push_back({"Host", url.authority});
  }
  add_cookies();
  add_params();
  cut(request_.body);
  cut(response_.body);
}

/// Some recorders leave the Cookie header out and have only the list.
void HarEntry::add_cookies() {
  if (cookies_.empty() || find_header(request_.headers, "cookie") != nullptr) return;
  cookie_.clear();
  for (const NameValue& cookie : cookies_) {
    if (!cookie_.empty()) cookie_ += "; ";
    cookie_.append(cookie.name).append("=").append(cookie.value);
  }
  request_.headers.push_back({"Cookie", cookie_});
}

/// A form may be recorded as its parameters alone.
void HarEntry::add_params() {
  if (params_.empty() || !request_.body.empty()) return;
  form_.clear();
  for (const NameValue& param : params_) {
    if (!form_.empty()) form_ += '&';
    form_.append(param.name).append("=").append(param.value);
  }
  request_.body = form_;
}

void HarEntry::cut(std::string_view& body) {
  if (body.size() <= body_limit_) return;
  body = body.substr(0, body_limit_);
  is_body_cut_ = true;
}

HttpExchange HarEntry::exchange() const {
  HttpExchange exchange;
  exchange.request = {method_, target_, request_.version, request_.headers, request_.body};
  if (status_ > 0) {
    exchange.response = HttpResponse{status_, response_.version, response_.headers, response_.body};
  }
  return exchange;
}

}  // namespace sig::traffic
