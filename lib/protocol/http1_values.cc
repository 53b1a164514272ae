#include "protocol/http1_values.h"

#include "protocol/http1_files.h"

namespace sig::protocol {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (size_t at = 0; at < text.size(); ++at)
    if (lower(text[at]) != lower_case[at]) return false;
  return true;
}

struct HeaderRow {
  IpsBuffer buffer;
  const char* name;
  bool in_request;
  bool in_response;
};
constexpr HeaderRow header_rows[] = {
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

/// Makes the values of one unit. Built texts move while they grow, so they are noted by place and
/// become views at the end.
class ValueMaker {
 public:
  ValueMaker(const htp_tx_t& tx, bool to_server, const AppWants& wants, Http1Scratch& scratch)
      : tx_(tx),
        to_server_(to_server),
        wants_(wants),
        scratch_(scratch),
        headers_(to_server ? tx.request_headers : tx.response_headers),
        has_head_(to_server ? tx.request_progress > HTP_REQUEST_HEADERS
                            : tx.response_progress > HTP_RESPONSE_HEADERS) {}

  void make(const Http1Message& message, std::string_view uri, bool has_uri);

 private:
  bool wants(IpsBuffer buffer) const { return wants_.wants(buffer); }
  void add(IpsBuffer buffer, std::string_view bytes) {
    if (wants(buffer)) scratch_.values.push_back({buffer, bytes});
  }
  void add(IpsBuffer buffer, const bstr* text) {
    if (text != nullptr && wants(buffer)) scratch_.values.push_back({buffer, view_of(text)});
  }
  const htp_header_t* header(const char* lower_name) const {
    if (headers_ == nullptr) return nullptr;
    return static_cast<const htp_header_t*>(htp_table_get_c(headers_, lower_name));
  }
  template <class Visit>
  void each_header(Visit visit) const {
    const size_t count = headers_ == nullptr ? 0 : htp_table_size(headers_);
    for (size_t at = 0; at < count; ++at) {
      const auto* one =
          static_cast<const htp_header_t*>(htp_table_get_index(headers_, at, nullptr));
      if (one != nullptr && one->name != nullptr && one->value != nullptr)
        visit(view_of(one->name), view_of(one->value), at + 1 == count);
    }
  }
  bool is_cookie(std::string_view name) const {
    return equals_ignoring_case(name, to_server_ ? "cookie" : "set-cookie");
  }
  void append(std::initializer_list<std::string_view> pieces) {
    for (const std::string_view piece : pieces)
      scratch_.text += piece;
  }
  void note(IpsBuffer buffer, size_t from) {
    if (scratch_.text.size() > from)
      scratch_.made.push_back({buffer, {from, scratch_.text.size() - from}});
  }

  void add_lines(std::string_view uri, bool has_uri);
  void add_host();
  void add_named_headers();
  void build_header();
  void build_header_names();
  void build_start();
  void build_header_lines();

  const htp_tx_t& tx_;
  bool to_server_;
  const AppWants& wants_;
  Http1Scratch& scratch_;
  const htp_table_t* headers_;
  bool has_head_;
};

void ValueMaker::make(const Http1Message& message, std::string_view uri, bool has_uri) {
  add_lines(uri, has_uri);
  if (to_server_) add_host();
  add_named_headers();
  if (has_head_) {
    if (!message.head.empty()) add(IpsBuffer::HttpHeaderRaw, message.head);
    if (wants(IpsBuffer::HttpHeader)) build_header();
    if (wants(IpsBuffer::HttpHeaderNames)) build_header_names();
    if (wants(IpsBuffer::HttpStart)) build_start();
  }
  build_header_lines();  // also of a head that never ends
  if (!message.body.empty())
    add(to_server_ ? IpsBuffer::HttpRequestBody : IpsBuffer::HttpResponseBody, message.body);
  for (const auto& [buffer, place] : scratch_.made)
    scratch_.values.push_back(
        {buffer, std::string_view(scratch_.text).substr(place.first, place.second)});
}

void ValueMaker::add_lines(std::string_view uri, bool has_uri) {
  if (to_server_) {
    if (has_uri) add(IpsBuffer::HttpUri, uri);
    add(IpsBuffer::HttpUriRaw, tx_.request_uri);
    add(IpsBuffer::HttpMethod, tx_.request_method);
    add(IpsBuffer::HttpProtocol, tx_.request_protocol);
    add(IpsBuffer::HttpRequestLine, tx_.request_line);
    return;
  }
  add(IpsBuffer::HttpProtocol, tx_.response_protocol);
  add(IpsBuffer::HttpStatCode, tx_.response_status);
  add(IpsBuffer::HttpStatMsg, tx_.response_message);
  add(IpsBuffer::HttpResponseLine, tx_.response_line);
}

void ValueMaker::add_host() {
  // Suricata 7.0.10 with libhtp 0.5.50 leaves the letters as they are.
  add(IpsBuffer::HttpHost, tx_.request_hostname);
  if (!wants(IpsBuffer::HttpHostRaw)) return;
  if (tx_.parsed_uri != nullptr && tx_.parsed_uri->hostname != nullptr) {
    add(IpsBuffer::HttpHostRaw, tx_.parsed_uri->hostname);
  } else if (const htp_header_t* host = header("host")) {
    add(IpsBuffer::HttpHostRaw, host->value);
  }
}

void ValueMaker::add_named_headers() {
  for (const HeaderRow& row : header_rows) {
    if (!(to_server_ ? row.in_request : row.in_response) || !wants(row.buffer)) continue;
    if (const htp_header_t* found = header(row.name)) add(row.buffer, found->value);
  }
}

void ValueMaker::build_header() {
  const size_t from = scratch_.text.size();
  each_header([this](std::string_view name, std::string_view value, bool) {
    if (!is_cookie(name)) append({name, ": ", value, "\r\n"});
  });
  note(IpsBuffer::HttpHeader, from);
}

void ValueMaker::build_header_names() {
  const size_t from = scratch_.text.size();
  each_header([this, from](std::string_view name, std::string_view, bool is_last) {
    if (scratch_.text.size() == from) append({"\r\n"});
    append({name, is_last ? "\r\n\r\n" : "\r\n"});
  });
  note(IpsBuffer::HttpHeaderNames, from);
}

void ValueMaker::build_start() {
  const bstr* line = to_server_ ? tx_.request_line : tx_.response_line;
  if (line == nullptr || headers_ == nullptr) return;
  const size_t from = scratch_.text.size();
  append({view_of(line), "\r\n"});
  each_header([this](std::string_view name, std::string_view value, bool is_last) {
    append({name, ": ", value, is_last ? "\r\n\r\n" : "\r\n"});
  });
  note(IpsBuffer::HttpStart, from);
}

void ValueMaker::build_header_lines() {
  const IpsBuffer buffer =
      to_server_ ? IpsBuffer::HttpRequestHeader : IpsBuffer::HttpResponseHeader;
  if (!wants(buffer)) return;
  each_header([this, buffer](std::string_view name, std::string_view value, bool) {
    const size_t from = scratch_.text.size();
    append({name, ": ", value});
    note(buffer, from);
  });
}

}  // namespace

void normalise_uri(const htp_tx_t& tx, std::string& uri) {
  uri.clear();
  const htp_uri_t* parsed = tx.parsed_uri;
  if (parsed == nullptr) return;
  if (parsed->path != nullptr) uri += view_of(parsed->path);
  if (parsed->query != nullptr) {
    uri += '?';
    if (view_of(parsed->query).find_first_of("%+", 0) == std::string_view::npos &&
        view_of(parsed->query).find('\0') == std::string_view::npos) {
      uri += view_of(parsed->query);  // nothing in it to decode
    } else if (bstr* query = bstr_dup(parsed->query)) {
      std::uint64_t flags = 0;
      htp_urldecode_inplace(tx.cfg, HTP_DECODER_URLENCODED, query, &flags);
      uri += view_of(query);
      bstr_free(query);
    }
  }
  if (parsed->fragment != nullptr) {
    uri += '#';
    uri += view_of(parsed->fragment);
  }
}

void make_http1_values(const htp_tx_t& tx,
                       bool to_server,
                       const AppWants& wants,
                       Http1Transaction& transaction,
                       Http1Scratch& scratch) {
  scratch.values.clear();
  scratch.files.clear();
  scratch.text.clear();
  scratch.made.clear();
  ValueMaker(tx, to_server, wants, scratch)
      .make(transaction.message(to_server), transaction.uri, transaction.has_uri);
  if (wants.wants(IpsBuffer::FileData) || wants.wants(IpsBuffer::FileName) ||
      wants.wants(IpsBuffer::FileMagic))
    add_http1_files(tx, to_server, wants, transaction.message(to_server), scratch);
}

}  // namespace sig::protocol
