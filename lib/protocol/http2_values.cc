// The buffers of http.* of an HTTP/2 message, as Suricata 7.0.10 makes them: names are compared as
// they are sent, pseudo headers (RFC 9113, section 8.3) are headers like others.
#include "protocol/http2_values.h"

#include <algorithm>

#include "base/text.h"

namespace sig::protocol {
namespace {

struct HeaderRow {
  IpsBuffer buffer;
  std::string_view name;
  bool in_request;
  bool in_response;
};
constexpr HeaderRow joined_rows[] = {
    {IpsBuffer::HttpHostRaw, ":authority", true, false},
    {IpsBuffer::HttpUserAgent, "user-agent", true, false},
    {IpsBuffer::HttpReferer, "referer", true, false},
    {IpsBuffer::HttpCookie, "cookie", true, false},
    {IpsBuffer::HttpCookie, "set-cookie", false, true},
    {IpsBuffer::HttpAccept, "accept", true, false},
    {IpsBuffer::HttpAcceptEnc, "accept-encoding", true, false},
    {IpsBuffer::HttpAcceptLang, "accept-language", true, false},
    {IpsBuffer::HttpConnection, "connection", true, true},
    {IpsBuffer::HttpContentType, "content-type", true, true},
    {IpsBuffer::HttpContentLen, "content-length", true, true},
    {IpsBuffer::HttpLocation, "location", false, true},
    {IpsBuffer::HttpServer, "server", false, true},
};

std::string_view without_blanks(std::string_view value) {
  const size_t first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

/// Makes the values of one unit. Built texts move while they grow, so they are noted by place and
/// become views at the end.
class ValueMaker {
 public:
  ValueMaker(const Http2Message& message, bool to_server, const AppWants& wants, Http2Scratch& out)
      : message_(message),
        headers_(message.headers),
        to_server_(to_server),
        wants_(wants),
        out_(out) {}

  void make(bool is_ready);

 private:
  bool wants(IpsBuffer buffer) const { return wants_.wants(buffer); }
  void add(IpsBuffer buffer, std::string_view bytes) {
    if (wants(buffer)) out_.values.push_back({buffer, bytes});
  }
  void append(std::initializer_list<std::string_view> pieces) {
    for (const std::string_view piece : pieces)
      out_.text += piece;
  }
  void note(IpsBuffer buffer, size_t from) {
    out_.made.push_back({buffer, {from, out_.text.size() - from}});
  }
  bool is_cookie(std::string_view name) const {
    return to_lower_ascii(name) == (to_server_ ? "cookie" : "set-cookie");
  }

  void add_first(IpsBuffer buffer, std::string_view name);
  void add_joined(IpsBuffer buffer, std::string_view name);
  void add_line();
  void add_host();
  void add_header_texts();
  void add_fields();
  void add_body();

  const Http2Message& message_;
  const Http2Headers& headers_;
  bool to_server_;
  const AppWants& wants_;
  Http2Scratch& out_;
};

void ValueMaker::make(bool is_ready) {
  if (is_ready) {
    add(IpsBuffer::HttpProtocol, "HTTP/2");
    add_line();
    for (const HeaderRow& row : joined_rows)
      if (to_server_ ? row.in_request : row.in_response) add_joined(row.buffer, row.name);
    if (to_server_) add_host();
    add_header_texts();
    add_body();
  }
  add_fields();
  for (const auto& [buffer, place] : out_.made)
    out_.values.push_back({buffer, std::string_view(out_.text).substr(place.first, place.second)});
}

void ValueMaker::add_first(IpsBuffer buffer, std::string_view name) {
  if (!wants(buffer)) return;
  if (const auto value = headers_.first(name)) add(buffer, *value);
}

/// Fields of one name are one value, with commas.
void ValueMaker::add_joined(IpsBuffer buffer, std::string_view name) {
  if (!wants(buffer)) return;
  const size_t from = out_.text.size();
  bool is_found = false;
  for (size_t at = 0; at < headers_.size(); ++at) {
    if (headers_.name(at) != name) continue;
    append({is_found ? ", " : "", headers_.value(at)});
    is_found = true;
  }
  if (is_found) note(buffer, from);
}

/// There are no such lines in HTTP/2: they are put together.
void ValueMaker::add_line() {
  const IpsBuffer buffer = to_server_ ? IpsBuffer::HttpRequestLine : IpsBuffer::HttpResponseLine;
  const size_t from = out_.text.size();
  if (to_server_) {
    add_first(IpsBuffer::HttpUri, ":path");
    add_first(IpsBuffer::HttpUriRaw, ":path");
    add_first(IpsBuffer::HttpMethod, ":method");
    append({headers_.first(":method").value_or(""), " ", headers_.first(":path").value_or("")});
    append({" HTTP/2\r\n"});
  } else {
    add_first(IpsBuffer::HttpStatCode, ":status");
    add(IpsBuffer::HttpStatMsg, "");
    append({"HTTP/2 ", headers_.first(":status").value_or(""), "\r\n"});
  }
  if (wants(buffer)) note(buffer, from);
}

/// Without user and port, in small letters. An IPv6 address is cut at its first colon, as there.
void ValueMaker::add_host() {
  if (!wants(IpsBuffer::HttpHost)) return;
  auto host = headers_.first(":authority");
  if (!host) return;
  if (const size_t user = host->find('@'); user != std::string_view::npos)
    host->remove_prefix(user + 1);
  const size_t from = out_.text.size();
  out_.text += to_lower_ascii(host->substr(0, host->find(':')));
  note(IpsBuffer::HttpHost, from);
}

void ValueMaker::add_header_texts() {
  if (headers_.size() == 0) return;
  size_t from = out_.text.size();
  if (wants(IpsBuffer::HttpHeader)) {
    for (size_t at = 0; at < headers_.size(); ++at)
      if (!is_cookie(headers_.name(at)))
        append({headers_.name(at), ": ", without_blanks(headers_.value(at)), "\r\n"});
    if (out_.text.size() > from) note(IpsBuffer::HttpHeader, from);
  }
  from = out_.text.size();
  if (wants(IpsBuffer::HttpHeaderRaw)) {
    for (size_t at = 0; at < headers_.size(); ++at)
      append({headers_.name(at), ": ", headers_.value(at), "\r\n"});
    note(IpsBuffer::HttpHeaderRaw, from);
  }
  from = out_.text.size();
  if (wants(IpsBuffer::HttpHeaderNames)) {
    append({"\r\n"});
    for (size_t at = 0; at < headers_.size(); ++at)
      append({headers_.name(at), "\r\n"});
    append({"\r\n"});
    note(IpsBuffer::HttpHeaderNames, from);
  }
}

void ValueMaker::add_fields() {
  const IpsBuffer lines = to_server_ ? IpsBuffer::HttpRequestHeader : IpsBuffer::HttpResponseHeader;
  for (size_t at = 0; at < headers_.size(); ++at) {
    add(IpsBuffer::Http2HeaderName, headers_.name(at));
    if (!wants(lines)) continue;
    const size_t from = out_.text.size();
    append({headers_.name(at), ": ", headers_.value(at)});
    note(lines, from);
  }
}

void ValueMaker::add_body() {
  const std::string_view body = message_.body.bytes();
  if (body.empty()) return;
  add(to_server_ ? IpsBuffer::HttpRequestBody : IpsBuffer::HttpResponseBody, body);
  add(IpsBuffer::FileData, body);
  out_.files.push_back({.name = {},
                        .content = body,
                        .size = message_.body.size(),
                        .is_complete = message_.has_ended && message_.body.is_whole()});
}

}  // namespace

void make_http2_values(const Http2Stream& stream,
                       bool to_server,
                       const AppWants& wants,
                       Http2Scratch& scratch) {
  scratch.values.clear();
  scratch.files.clear();
  scratch.text.clear();
  scratch.made.clear();
  ValueMaker(stream.message(to_server), to_server, wants, scratch).make(stream.is_ready(to_server));
}

}  // namespace sig::protocol
