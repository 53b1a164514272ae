#include <htp/htp.h>

#include <deque>
#include <memory>
#include <vector>

#include "protocol/app_session.h"
#include "protocol/http1_events.h"
#include "protocol/http1_frames.h"
#include "protocol/http1_handover.h"
#include "protocol/http1_message.h"
#include "protocol/http1_values.h"

namespace sig::protocol {
namespace {

constexpr size_t most_messages = 512;  ///< of libhtp, per flow; Suricata's HTP_MAX_MESSAGES

struct FreeConnection {
  void operator()(htp_connp_t* connection) const { htp_connp_destroy_all(connection); }
};

Http1Transaction* state_of(const htp_tx_t* tx) {
  return static_cast<Http1Transaction*>(htp_tx_get_user_data(tx));
}

/// libhtp makes a request up for a response without one: nobody sent it. Rules see it only in a
/// flow whose client side was heard.
bool is_made_up(const htp_tx_t& tx, const Http1Message& request) {
  return tx.request_line == nullptr && tx.request_method == nullptr && request.body.empty() &&
         request.head.empty();
}

void keep(std::string& rest, std::string_view bytes) {
  constexpr size_t most_unused = 64U << 10U;
  if (bytes.data() != nullptr)
    rest.append(bytes.substr(0, most_unused - std::min(most_unused, rest.size())));
}

bool opens_tunnel(const htp_tx_t& tx) {
  return tx.request_method_number == HTP_M_CONNECT && tx.response_status_number >= 200 &&
         tx.response_status_number < 300;
}

class Http1Parser final : public AppParser, private Http1Listener {
 public:
  explicit Http1Parser(const AppContext& context)
      : context_(context), workshop_(http1_workshop(context.limits)) {}
  ~Http1Parser() override;

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override;
  bool gap(bool to_server, std::uint64_t length, AppSink& sink) override;
  void end(bool to_server, AppSink& sink) override;
  size_t held_bytes() const override;
  AppProtocol changes_to() const override { return changes_to_; }
  bool detects_again() const override { return detects_again_; }
  std::string_view unused(bool to_server) const override { return unused_[to_server ? 0 : 1]; }
  std::string_view handover() const override { return handover_; }

 private:
  struct Finished {
    htp_tx_t* tx;
    bool to_server;
  };

  void request_started(htp_tx_t* tx) override;
  void uri_parsed(htp_tx_t* tx) override;
  void head_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) override;
  void body_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) override;
  void request_completed(htp_tx_t* tx) override;
  void response_started(htp_tx_t* tx) override;
  void response_completed(htp_tx_t* tx) override;

  bool open();
  int feed(bool to_server, const char* bytes, size_t size);
  bool settle(int status, bool to_server, AppSink& sink);
  void keep_unused(bool to_server, std::string_view bytes, int status);
  void adopt(htp_tx_t* tx);
  void release(htp_tx_t* tx);
  void look_for_upgrade();
  void take_messages(bool to_server);
  void add_event(const htp_tx_t* tx, bool to_server, std::string_view event);
  void show_finished(AppSink& sink);
  void show_unfinished(bool to_server, AppSink& sink);
  void show(htp_tx_t* tx, bool to_server, AppSink& sink);
  size_t consumed(bool to_server) const;

  const AppContext& context_;
  std::shared_ptr<Http1Workshop> workshop_;
  std::unique_ptr<htp_connp_t, FreeConnection> connection_;
  std::vector<htp_tx_t*> open_;  // transactions with state of ours, oldest first
  std::vector<Finished> finished_;
  Http1Frames frames_[2];  // to client, to server
  size_t messages_seen_ = 0;
  std::uint32_t transactions_ = 0;
  std::uint32_t responses_ = 0;
  AppProtocol changes_to_ = AppProtocol::Unknown;
  bool detects_again_ = false;
  bool is_done_ = false;
  bool client_spoke_ = false;
  std::string unused_[2];  // to server (what was sent behind CONNECT), to client
  std::string handover_;   // the request that asked for HTTP/2
};

Http1Parser::~Http1Parser() {
  for (htp_tx_t* tx : open_) {
    std::unique_ptr<Http1Transaction> state(state_of(tx));
    htp_tx_set_user_data(tx, nullptr);
    workshop_->give_back(std::move(state));
  }
}

bool Http1Parser::open() {
  if (connection_) return true;
  if (workshop_->config() == nullptr) return false;
  connection_.reset(htp_connp_create(workshop_->config()));
  if (!connection_) return false;
  htp_connp_set_user_data(connection_.get(), static_cast<Http1Listener*>(this));
  htp_connp_open(connection_.get(), nullptr, 0, nullptr, 0, nullptr);
  return true;
}

int Http1Parser::feed(bool to_server, const char* bytes, size_t size) {
  const htp_time_t time = {0, 0};
  return to_server ? htp_connp_req_data(connection_.get(), &time, bytes, size)
                   : htp_connp_res_data(connection_.get(), &time, bytes, size);
}

bool Http1Parser::data(bool to_server, std::string_view bytes, AppSink& sink) {
  if (is_done_) return false;
  if (bytes.empty()) return true;
  if (!open()) return false;
  client_spoke_ = client_spoke_ || to_server;
  if (context_.wants.frames) frames_[to_server].append(bytes);
  const int status = feed(to_server, bytes.data(), bytes.size());
  const bool goes_on = settle(status, to_server, sink);
  keep_unused(to_server, bytes, status);
  return goes_on;
}

/// libhtp waits for the answer of CONNECT before it looks at more of the client.
void Http1Parser::keep_unused(bool to_server, std::string_view bytes, int status) {
  const bool changes = detects_again_ || changes_to_ != AppProtocol::Unknown;
  std::string& rest = unused_[to_server ? 0 : 1];
  if (changes ? to_server : status != HTP_STREAM_DATA_OTHER) return;
  const size_t used = std::min(consumed(to_server), bytes.size());
  keep(rest, bytes.substr(used));
}

bool Http1Parser::gap(bool to_server, std::uint64_t length, AppSink& sink) {
  constexpr std::uint64_t most = 1U << 30U;
  if (is_done_) return false;
  if (length == 0) return true;
  if (!open()) return false;
  if (context_.wants.frames) frames_[to_server].skip(length);
  return settle(
      feed(to_server, nullptr, static_cast<size_t>(std::min(length, most))), to_server, sink);
}

bool Http1Parser::settle(int status, bool to_server, AppSink& sink) {
  take_messages(to_server);
  if (status == HTP_STREAM_TUNNEL && !to_server) look_for_upgrade();
  show_finished(sink);
  if (context_.wants.frames) frames_[to_server].flush(to_server, sink);
  if (status == HTP_STREAM_ERROR) {
    show_unfinished(true, sink);
    show_unfinished(false, sink);
    is_done_ = true;
  }
  if (changes_to_ != AppProtocol::Unknown || detects_again_) is_done_ = true;
  return !is_done_;
}

void Http1Parser::end(bool to_server, AppSink& sink) {
  if (!connection_) return;
  if (!is_done_) {
    const htp_time_t time = {0, 0};
    if (to_server) {
      htp_connp_req_close(connection_.get(), &time);
    } else {
      htp_connp_close(connection_.get(), &time);
    }
    take_messages(to_server);
    show_finished(sink);
  }
  show_unfinished(to_server, sink);
  if (context_.wants.frames) frames_[to_server].finish(to_server, sink);
}

size_t Http1Parser::held_bytes() const {
  size_t held = sizeof(*this) + frames_[0].held_bytes() + frames_[1].held_bytes();
  for (const htp_tx_t* tx : open_)
    held += sizeof(htp_tx_t) + state_of(tx)->held_bytes();
  return held;
}

size_t Http1Parser::consumed(bool to_server) const {
  return to_server ? htp_connp_req_data_consumed(connection_.get())
                   : htp_connp_res_data_consumed(connection_.get());
}

void Http1Parser::adopt(htp_tx_t* tx) {
  if (state_of(tx) != nullptr) return;
  std::unique_ptr<Http1Transaction> state = workshop_->take();
  state->number = transactions_++;
  open_.push_back(tx);
  htp_tx_set_user_data(tx, state.release());
}

void Http1Parser::request_started(htp_tx_t* tx) {
  adopt(tx);
  if (context_.wants.frames) frames_[1].begin(consumed(true));
}

void Http1Parser::response_started(htp_tx_t* tx) {
  adopt(tx);
  if (context_.wants.frames) frames_[0].begin(consumed(false));
}

void Http1Parser::uri_parsed(htp_tx_t* tx) {
  Http1Transaction* state = state_of(tx);
  if (state == nullptr || tx->parsed_uri == nullptr) return;
  state->has_uri = true;
  normalise_uri(*tx, state->uri);
}

void Http1Parser::head_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) {
  constexpr size_t most_head = 1U << 20U;
  Http1Transaction* state = state_of(tx);
  if (state == nullptr) return;
  std::string& head = state->message(to_server).head;
  head += bytes.substr(0, most_head - std::min(most_head, head.size()));
}

void Http1Parser::body_bytes(htp_tx_t* tx, bool to_server, std::string_view bytes) {
  Http1Transaction* state = state_of(tx);
  if (state == nullptr) return;
  // Bytes behind the answer of CONNECT are the tunnel's, though libhtp takes them for a body.
  if (!to_server && opens_tunnel(*tx)) return keep(unused_[1], bytes);
  Http1Message& message = state->message(to_server);
  message.body_size += bytes.size();
  if (bytes.data() == nullptr) {
    message.has_gap = true;
    return;
  }
  const size_t limit = to_server ? context_.limits.request_body : context_.limits.response_body;
  message.body += bytes.substr(0, limit - std::min(limit, message.body.size()));
}

void Http1Parser::request_completed(htp_tx_t* tx) {
  if (state_of(tx) == nullptr) return;
  finished_.push_back({tx, true});
  if (context_.wants.frames) frames_[1].complete(consumed(true));
}

void Http1Parser::response_completed(htp_tx_t* tx) {
  ++responses_;
  if (context_.wants.frames) frames_[0].complete(consumed(false));
  if (opens_tunnel(*tx) && responses_ == 1) detects_again_ = true;
  if (state_of(tx) == nullptr) return;
  // libhtp holds the request back until it knows what follows.
  if (detects_again_) finished_.push_back({tx, true});
  finished_.push_back({tx, false});
}

void Http1Parser::look_for_upgrade() {
  const htp_tx_t* tx = htp_connp_get_out_tx(connection_.get());
  if (tx == nullptr || tx->response_status_number != 101 || tx->response_headers == nullptr) return;
  const auto* upgrade =
      static_cast<const htp_header_t*>(htp_table_get_c(tx->response_headers, "upgrade"));
  if (upgrade == nullptr || view_of(upgrade->value) != "h2c") return;
  changes_to_ = AppProtocol::Http2;
  handover_ = http2_handover(*tx);
}

void Http1Parser::add_event(const htp_tx_t* tx, bool to_server, std::string_view event) {
  Http1Transaction* state = tx == nullptr ? nullptr : state_of(tx);
  if (state == nullptr) {
    if (open_.empty()) return;
    state = state_of(to_server ? open_.back() : open_.front());
  }
  // What is known only when the request was shown goes with the response.
  state->message(to_server && !state->request.is_shown).events.add(event);
}

void Http1Parser::take_messages(bool to_server) {
  const htp_conn_t* conn = htp_connp_get_connection(connection_.get());
  if (conn == nullptr || conn->messages == nullptr || messages_seen_ >= most_messages) return;
  const size_t count = htp_list_size(conn->messages);
  if (count >= most_messages) {
    messages_seen_ = most_messages;
    add_event(nullptr, to_server, "http.too_many_warnings");
    return;
  }
  for (; messages_seen_ < count; ++messages_seen_) {
    const auto* log = static_cast<const htp_log_t*>(htp_list_get(conn->messages, messages_seen_));
    if (log == nullptr || log->msg == nullptr) continue;
    const std::string_view event = http1_event(log->msg);
    if (!event.empty()) add_event(log->tx, to_server, event);
  }
}

void Http1Parser::show_finished(AppSink& sink) {
  for (const Finished& one : finished_)
    show(one.tx, one.to_server, sink);
  finished_.clear();
  size_t kept = 0;
  for (htp_tx_t* tx : open_) {
    const Http1Transaction* state = state_of(tx);
    if (state->request.is_shown && state->response.is_shown &&
        tx->request_progress == HTP_REQUEST_COMPLETE &&
        tx->response_progress == HTP_RESPONSE_COMPLETE) {
      release(tx);
    } else {
      open_[kept++] = tx;
    }
  }
  open_.resize(kept);
  htp_connp_tx_freed(connection_.get());
}

void Http1Parser::release(htp_tx_t* tx) {
  std::unique_ptr<Http1Transaction> state(state_of(tx));
  htp_tx_set_user_data(tx, nullptr);
  workshop_->give_back(std::move(state));
  htp_tx_destroy(tx);
}

void Http1Parser::show_unfinished(bool to_server, AppSink& sink) {
  for (htp_tx_t* tx : open_) {
    const bool has_begun = to_server ? tx->request_progress != HTP_REQUEST_NOT_STARTED
                                     : tx->response_progress != HTP_RESPONSE_NOT_STARTED;
    if (has_begun) show(tx, to_server, sink);
  }
}

void Http1Parser::show(htp_tx_t* tx, bool to_server, AppSink& sink) {
  Http1Transaction* state = state_of(tx);
  Http1Message& message = state->message(to_server);
  if (message.is_shown) return;
  message.is_shown = true;
  if (to_server && !client_spoke_ && is_made_up(*tx, message)) return;
  if (to_server) add_request_flag_events(*tx, message.events);
  Http1Scratch& scratch = workshop_->scratch();
  make_http1_values(*tx, to_server, context_.wants, *state, scratch);
  AppUnit unit;
  unit.protocol = AppProtocol::Http1;
  unit.to_server = to_server;
  unit.transaction = state->number;
  unit.values = scratch.values;
  unit.events = message.events.names;
  unit.files = scratch.files;
  sink.unit(unit);
}

}  // namespace

std::unique_ptr<AppParser> make_http1_parser(const AppContext& context) {
  return std::make_unique<Http1Parser>(context);
}

}  // namespace sig::protocol
