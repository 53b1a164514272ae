#include "traffic/http_parser.h"

#include <htp/htp.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "base/handle.h"
#include "traffic/http_transaction.h"

namespace sig::traffic {
namespace {

constexpr size_t most_open = 512;              // requests that wait for their response
constexpr size_t most_pending = 256U << 10U;   // bytes that wait for the other direction
constexpr size_t line_limit = 128U << 10U;     // of one line, libhtp's buffer for what is cut
constexpr std::uint32_t restart_after = 4096;  // libhtp keeps a slot for every transaction it saw

std::string_view view(const bstr* text) {
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(bstr_ptr(text)), bstr_len(text)};
}

std::string_view view(const htp_tx_data_t* data) {
  if (data->data == nullptr) return {};
  return {reinterpret_cast<const char*>(data->data), data->len};
}

HttpTransaction* transaction_of(const htp_tx_t* tx) {
  return static_cast<HttpTransaction*>(htp_tx_get_user_data(tx));
}

// libhtp 0.5.42 looks at the bytes behind a message and takes what does not resemble a known method
// or status line for more body, but only where both came in one piece. We cut the bytes where a
// message ends, so that it never sees more: then the result does not depend on the packets.
class MessageCutter {
 public:
  void expect_body(std::int64_t length) { body_left_ = length; }
  void expect_until_close() { until_close_ = true; }
  void start_message() {
    body_left_ = 0;
    until_close_ = false;
  }

  /// How many of `bytes` may be given to libhtp at once.
  size_t piece(std::string_view bytes) {
    if (until_close_) return bytes.size();
    if (body_left_ > 0) {
      const auto left = static_cast<std::uint64_t>(body_left_);
      const size_t size = static_cast<size_t>(std::min<std::uint64_t>(left, bytes.size()));
      body_left_ -= static_cast<std::int64_t>(size);
      return size;
    }
    return behind_blank_line(bytes);
  }

 private:
  size_t behind_blank_line(std::string_view bytes) {
    size_t begin = 0;
    while (begin < bytes.size()) {
      const size_t end = bytes.find('\n', begin);
      if (end == std::string_view::npos) {
        line_length_ += bytes.size() - begin;
        last_is_return_ = bytes.back() == '\r';
        return bytes.size();
      }
      const size_t length = line_length_ + (end - begin);
      const bool ends_in_return = end > begin ? bytes[end - 1] == '\r' : last_is_return_;
      line_length_ = 0;
      last_is_return_ = false;
      if (length == 0 || (length == 1 && ends_in_return)) return end + 1;
      begin = end + 1;
    }
    return bytes.size();
  }

  std::int64_t body_left_ = 0;
  size_t line_length_ = 0;  // of the unfinished line
  bool last_is_return_ = false;
  bool until_close_ = false;
};

using FeedFunction = int (*)(htp_connp_t*, const htp_time_t*, const void*, size_t);
using ConsumedFunction = size_t (*)(htp_connp_t*);

struct Side {
  FeedFunction feed = nullptr;
  ConsumedFunction consumed = nullptr;
  MessageCutter cutter;
  std::string pending;  // libhtp wants the other direction first
};

}  // namespace

class HttpParser::Connection {
 public:
  explicit Connection(const HttpLimits& limits) : limits_(limits), config_(htp_config_create()) {
    client_ = {htp_connp_req_data, htp_connp_req_data_consumed, {}, {}};
    server_ = {htp_connp_res_data, htp_connp_res_data_consumed, {}, {}};
    configure();
    open_connection();
  }

  void push_client(std::string_view bytes, const HttpStamp& stamp) {
    if (started_ > restart_after && open_.empty() && client_.pending.empty()) open_connection();
    push(client_, bytes, stamp);
    resume(server_, stamp);
  }

  void push_server(std::string_view bytes, const HttpStamp& stamp) {
    push(server_, bytes, stamp);
    resume(client_, stamp);
  }

  void finish(const HttpStamp& stamp) {
    if (done_) return;
    stamp_ = stamp;
    htp_connp_close(parser_.get(), nullptr);
    end_all();
  }

  const ParsedExchange* next() {
    if (shown_) free_.push_back(std::move(shown_));
    if (open_.empty() || !open_.front()->is_ready) return nullptr;
    shown_ = std::move(open_.front());
    open_.pop_front();
    shown_->show(limits_, scratch_, notes_, parsed_);
    return &parsed_;
  }

  void reset() {
    for (auto& transaction : open_)
      free_.push_back(std::move(transaction));
    open_.clear();
    if (shown_) free_.push_back(std::move(shown_));
    if (free_.size() > kept_transactions) free_.resize(kept_transactions);
    numbered_ = 0;
    notes_ = {};
    done_ = tunnel_ = false;
    open_connection();
  }

  bool is_done() const { return done_; }
  bool is_tunnel() const { return tunnel_; }
  std::string_view tunnel_bytes() const { return client_.pending; }
  const HttpNotes& notes() const { return notes_; }
  std::uint32_t transactions() const { return numbered_; }
  size_t held_bytes() const {
    size_t bytes = client_.pending.size() + server_.pending.size();
    for (const auto& transaction : open_) {
      bytes += sizeof(HttpTransaction) + transaction->request.held_bytes() +
               transaction->response.held_bytes();
    }
    return bytes;
  }

 private:
  static constexpr size_t kept_transactions = 4;

  static Connection& owner(const htp_tx_t* tx) {
    return *static_cast<Connection*>(htp_connp_get_user_data(tx->connp));
  }

  void configure();
  void open_connection();
  void push(Side& side, std::string_view bytes, const HttpStamp& stamp);
  void resume(Side& side, const HttpStamp& stamp);
  size_t feed(Side& side, std::string_view bytes);
  void stop();
  void end_all();

  static int on_request_start(htp_tx_t* tx);
  static int on_request_line(htp_tx_t* tx);
  static int on_request_header(htp_tx_data_t* data);
  static int on_request_headers(htp_tx_t* tx);
  static int on_request_body(htp_tx_data_t* data);
  static int on_request_complete(htp_tx_t* tx);
  static int on_response_line(htp_tx_t* tx);
  static int on_response_header(htp_tx_data_t* data);
  static int on_response_headers(htp_tx_t* tx);
  static int on_response_body(htp_tx_data_t* data);
  static int on_response_complete(htp_tx_t* tx);

  HttpLimits limits_;
  std::unique_ptr<htp_cfg_t, FreeWith<htp_config_destroy>> config_;
  std::unique_ptr<htp_connp_t, FreeWith<htp_connp_destroy_all>> parser_;
  Side client_;
  Side server_;
  std::deque<std::unique_ptr<HttpTransaction>> open_;  // in the order of requests
  std::vector<std::unique_ptr<HttpTransaction>> free_;
  std::unique_ptr<HttpTransaction> shown_;
  ParsedExchange parsed_;
  std::string scratch_;
  HttpNotes notes_;
  HttpStamp stamp_;
  std::uint32_t numbered_ = 0;  // transactions of the connection
  std::uint32_t started_ = 0;   // transactions since libhtp's connection was opened
  bool too_many_open_ = false;
  bool tunnel_ = false;
  bool done_ = false;
};

void HttpParser::Connection::configure() {
  htp_cfg_t* config = config_.get();
  htp_config_set_server_personality(config, HTP_SERVER_MINIMAL);
  htp_config_set_log_level(config, HTP_LOG_NONE);  // its log is a list that only grows
  htp_config_set_tx_auto_destroy(config, 1);
  htp_config_set_field_limits(config, line_limit, line_limit);
  htp_config_set_parse_request_cookies(config, 0);
  htp_config_set_parse_request_auth(config, 0);
  htp_config_set_response_decompression(config, 0);
  htp_config_set_request_decompression(config, 0);
  htp_config_set_allow_space_uri(config, 1);
  htp_config_register_request_start(config, on_request_start);
  htp_config_register_request_line(config, on_request_line);
  htp_config_register_request_header_data(config, on_request_header);
  htp_config_register_request_trailer_data(config, on_request_header);
  htp_config_register_request_headers(config, on_request_headers);
  htp_config_register_request_body_data(config, on_request_body);
  htp_config_register_request_complete(config, on_request_complete);
  htp_config_register_response_line(config, on_response_line);
  htp_config_register_response_header_data(config, on_response_header);
  htp_config_register_response_trailer_data(config, on_response_header);
  htp_config_register_response_headers(config, on_response_headers);
  htp_config_register_response_body_data(config, on_response_body);
  htp_config_register_response_complete(config, on_response_complete);
}

void HttpParser::Connection::open_connection() {
  parser_.reset(htp_connp_create(config_.get()));
  htp_connp_set_user_data(parser_.get(), this);
  htp_connp_open(parser_.get(), nullptr, 0, nullptr, 0, nullptr);
  for (Side* side : {&client_, &server_}) {
    side->pending.clear();
    side->cutter = {};
  }
  started_ = 0;
  too_many_open_ = false;
}

void HttpParser::Connection::push(Side& side, std::string_view bytes, const HttpStamp& stamp) {
  if (done_) return;
  stamp_ = stamp;
  if (side.pending.empty()) bytes.remove_prefix(feed(side, bytes));
  if (done_ || bytes.empty()) return;
  if (side.pending.size() + bytes.size() > most_pending) return stop();
  side.pending.append(bytes);
}

void HttpParser::Connection::resume(Side& side, const HttpStamp& stamp) {
  if (done_ || side.pending.empty()) return;
  std::string bytes;
  bytes.swap(side.pending);
  push(side, bytes, stamp);
}

// Returns how many bytes libhtp took; the others wait for the other direction.
size_t HttpParser::Connection::feed(Side& side, std::string_view bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && !done_) {
    if (&side == &server_ && open_.empty()) {
      ++notes_.response_unmatched;
      return bytes.size();
    }
    const MessageCutter before = side.cutter;
    const std::string_view rest = bytes.substr(taken);
    const size_t size = side.cutter.piece(rest);
    const int status = side.feed(parser_.get(), nullptr, rest.data(), size);
    if (status == HTP_STREAM_DATA) {
      taken += size;
    } else if (status == HTP_STREAM_STOP && too_many_open_) {
      end_all();
      done_ = false;
      open_connection();
      taken += size;
    } else if (status == HTP_STREAM_DATA_OTHER) {
      const size_t used = std::min(side.consumed(parser_.get()), size);
      side.cutter = before;
      if (used > 0) side.cutter.piece(rest.substr(0, used));
      return taken + used;
    } else if (status == HTP_STREAM_TUNNEL || status == HTP_STREAM_CLOSED) {
      end_all();
    } else {
      stop();
    }
    if (tunnel_ && !done_) end_all();
  }
  return bytes.size();
}

void HttpParser::Connection::stop() {
  ++notes_.stopped;
  end_all();
}

void HttpParser::Connection::end_all() {
  done_ = true;
  std::erase_if(open_, [](const auto& transaction) { return !transaction->request.has_line; });
  for (auto& transaction : open_) {
    if (transaction->is_ready) continue;
    transaction->is_ready = true;
    transaction->completed = stamp_;
  }
}

int HttpParser::Connection::on_request_start(htp_tx_t* tx) {
  Connection& self = owner(tx);
  std::unique_ptr<HttpTransaction> transaction;
  if (self.free_.empty()) {
    transaction = std::make_unique<HttpTransaction>();
  } else {
    transaction = std::move(self.free_.back());
    self.free_.pop_back();
    transaction->clear();
  }
  transaction->number = self.numbered_++;
  ++self.started_;
  htp_tx_set_user_data(tx, transaction.get());
  self.open_.push_back(std::move(transaction));
  self.client_.cutter.start_message();
  return HTP_OK;
}

int HttpParser::Connection::on_request_line(htp_tx_t* tx) {
  HttpTransaction* transaction = transaction_of(tx);
  if (transaction == nullptr) return HTP_OK;
  HttpMessage& request = transaction->request;
  request.add_word(0, view(tx->request_method));
  request.add_word(1, view(tx->request_uri));
  request.add_word(2, view(tx->request_protocol));
  request.has_line = true;
  return HTP_OK;
}

int HttpParser::Connection::on_request_header(htp_tx_data_t* data) {
  if (HttpTransaction* transaction = transaction_of(data->tx)) {
    transaction->request.add_header(view(data), owner(data->tx).limits_.header_limit);
  }
  return HTP_OK;
}

int HttpParser::Connection::on_request_headers(htp_tx_t* tx) {
  if (tx->request_transfer_coding == HTP_CODING_IDENTITY) {
    owner(tx).client_.cutter.expect_body(tx->request_content_length);
  }
  return HTP_OK;
}

int HttpParser::Connection::on_request_body(htp_tx_data_t* data) {
  if (HttpTransaction* transaction = transaction_of(data->tx)) {
    transaction->request.add_body(view(data), owner(data->tx).limits_.body_limit);
  }
  return HTP_OK;
}

int HttpParser::Connection::on_request_complete(htp_tx_t* tx) {
  HttpTransaction* transaction = transaction_of(tx);
  if (transaction == nullptr) return HTP_OK;
  Connection& self = owner(tx);
  transaction->request.is_complete = true;
  if (transaction->response.is_complete) {
    transaction->is_ready = true;
    transaction->completed = self.stamp_;
    htp_tx_set_user_data(tx, nullptr);
  }
  self.too_many_open_ = self.open_.size() >= most_open;
  return self.too_many_open_ ? HTP_STOP : HTP_OK;
}

int HttpParser::Connection::on_response_line(htp_tx_t* tx) {
  HttpTransaction* transaction = transaction_of(tx);
  if (transaction == nullptr) return HTP_OK;
  owner(tx).server_.cutter.start_message();
  HttpMessage& response = transaction->response;
  response.clear();  // a 100 Continue may have been here
  response.add_word(0, view(tx->response_protocol));
  response.has_line = true;
  transaction->status = std::max(tx->response_status_number, 0);
  return HTP_OK;
}

int HttpParser::Connection::on_response_header(htp_tx_data_t* data) {
  if (HttpTransaction* transaction = transaction_of(data->tx)) {
    transaction->response.add_header(view(data), owner(data->tx).limits_.header_limit);
  }
  return HTP_OK;
}

int HttpParser::Connection::on_response_headers(htp_tx_t* tx) {
  // Behind a 100 Continue libhtp 0.5.42 counts the next status line among the header bytes.
  HttpTransaction* transaction = transaction_of(tx);
  if (transaction != nullptr && tx->seen_100continue > 0) {
    std::string& block = transaction->response.header_block;
    if (block.starts_with("HTTP/"))
      block.erase(0, std::min(block.find('\n'), block.size() - 1) + 1);
  }
  if (tx->response_transfer_coding != HTP_CODING_IDENTITY) return HTP_OK;
  MessageCutter& cutter = owner(tx).server_.cutter;
  if (tx->response_content_length >= 0) {
    cutter.expect_body(tx->response_content_length);
  } else {
    cutter.expect_until_close();
  }
  return HTP_OK;
}

int HttpParser::Connection::on_response_body(htp_tx_data_t* data) {
  if (HttpTransaction* transaction = transaction_of(data->tx)) {
    transaction->response.add_body(view(data), owner(data->tx).limits_.body_limit);
  }
  return HTP_OK;
}

int HttpParser::Connection::on_response_complete(htp_tx_t* tx) {
  HttpTransaction* transaction = transaction_of(tx);
  if (transaction == nullptr) return HTP_OK;
  Connection& self = owner(tx);
  self.server_.cutter.start_message();
  transaction->response.is_complete = true;
  // libhtp 0.5.42 goes on to read a tunnel that begins with text as more requests.
  if (tx->request_method_number == HTP_M_CONNECT && tx->response_status_number / 100 == 2) {
    self.tunnel_ = true;
  }
  if (transaction->request.is_complete) {
    transaction->is_ready = true;
    transaction->completed = self.stamp_;
    htp_tx_set_user_data(tx, nullptr);
  }
  return HTP_OK;
}

HttpParser::HttpParser(const HttpLimits& limits)
    : connection_(std::make_unique<Connection>(limits)) {}
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;
HttpParser::~HttpParser() = default;

void HttpParser::client_data(std::string_view bytes, const HttpStamp& stamp) {
  connection_->push_client(bytes, stamp);
}
void HttpParser::server_data(std::string_view bytes, const HttpStamp& stamp) {
  connection_->push_server(bytes, stamp);
}
void HttpParser::finish(const HttpStamp& stamp) {
  connection_->finish(stamp);
}
const ParsedExchange* HttpParser::next() {
  return connection_->next();
}
bool HttpParser::is_done() const {
  return connection_->is_done();
}
bool HttpParser::is_tunnel() const {
  return connection_->is_tunnel();
}
std::string_view HttpParser::tunnel_bytes() const {
  return connection_->tunnel_bytes();
}
size_t HttpParser::held_bytes() const {
  return connection_->held_bytes();
}
const HttpNotes& HttpParser::notes() const {
  return connection_->notes();
}
std::uint32_t HttpParser::transactions() const {
  return connection_->transactions();
}
void HttpParser::reset() {
  connection_->reset();
}

}  // namespace sig::traffic
