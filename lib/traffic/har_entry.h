#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/time.h"
#include "model/event.h"

namespace sig::traffic {

/// One entry of a HAR as an HTTP exchange, in buffers that it reuses: views into the entry's text
/// and these, valid until the next read(). Not thread-safe.
class HarEntry {
 public:
  explicit HarEntry(size_t body_limit) : body_limit_(body_limit) {}

  /// False when the text is no entry: no JSON, nested over 64 deep, or without request and URL.
  bool read(std::string_view json);

  /// Whether there was a request on a wire: the URL is one of http, https, ws or wss.
  bool is_http() const { return is_http_; }
  HttpExchange exchange() const;
  std::optional<Time> time() const { return time_; }
  std::optional<IpAddress> server_ip() const { return server_ip_; }
  std::uint16_t server_port() const { return server_port_; }

  bool has_bad_text() const { return has_bad_text_; }  ///< lone surrogates, bytes not UTF-8
  bool has_bad_base64() const { return has_bad_base64_; }
  bool is_body_cut() const { return is_body_cut_; }

 private:
  struct Message {
    std::vector<NameValue> headers;
    std::string_view version;
    std::string_view body;
  };

  void read_members(class JsonCursor& cursor);
  void read_request(JsonCursor& cursor);
  void read_post(JsonCursor& cursor);
  void read_response(JsonCursor& cursor);
  void read_content(JsonCursor& cursor);
  void read_pairs(JsonCursor& cursor, std::vector<NameValue>& pairs);
  void finish_request();
  void add_cookies();
  void add_params();
  void cut(std::string_view& body);

  size_t body_limit_;
  std::string arena_;
  Message request_;
  Message response_;
  std::vector<NameValue> cookies_;
  std::vector<NameValue> params_;
  std::string_view method_;
  std::string_view url_;
  std::string_view target_;
  int status_ = 0;
  std::string cookie_;
  std::string form_;
  std::string content_;
  std::optional<Time> time_;
  std::optional<IpAddress> server_ip_;
  std::uint16_t server_port_ = 0;
  bool is_http_ = false;
  bool has_request_ = false;
  bool has_bad_text_ = false;
  bool has_bad_base64_ = false;
  bool is_body_cut_ = false;
};

}  // namespace sig::traffic
