#include "base/text.h"
#include "traffic/byte_window.h"
#include "traffic/http_framing.h"
#include "traffic/http_parser.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

/// A request with all that belongs to it may not be longer.
constexpr size_t record_limit = 16U << 20U;

HttpLimits limits_of(const OpenOptions& options) {
  return {.body_limit = options.body_limit};
}

/// Requests of a file, each with the response behind it where there is one. A record is a request.
class HttpSource final : public EventSource {
 public:
  explicit HttpSource(TextInput input)
      : window_(std::move(input.bytes), record_limit),
        ledger_(input.options.part),
        client_(input.options.client, input.options.name, UnknownClient::Recording),
        parser_(limits_of(input.options)),
        wants_http_(wants(input.options, EventKind::Http)) {}

  Result<const Event*> next() override {
    for (;;) {
      TRY(drop_record());
      const bool more = TRY(skip_blank_lines());
      if (!more) {
        ledger_.finish();
        return nullptr;
      }
      const bool is_request = TRY(find_record());
      const bool is_ours = ledger_.begin(used_);
      const Event* event = is_ours ? read_record(is_request) : nullptr;
      if (event != nullptr && wants_http_) return event;
    }
  }

  const ReadCounts& counts() const override { return ledger_.counts(); }

 private:
  /// Also what of a body of known length did not fit into the window.
  Result<Unit> drop_record() {
    window_.drop(used_);
    used_ = 0;
    for (size_t left = std::exchange(request_, {}).missing; left > 0;) {
      const size_t count = std::min(left, window_.bytes().size());
      window_.drop(count);
      left -= count;
      if (left == 0) break;
      const bool more = TRY(window_.grow());
      if (!more) break;
    }
    return ok();
  }

  Result<bool> skip_blank_lines() {
    for (;;) {
      const size_t start = window_.bytes().find_first_not_of("\r\n");
      window_.drop(start == std::string_view::npos ? window_.bytes().size() : start);
      if (start != std::string_view::npos) return true;
      const bool more = TRY(window_.grow());
      if (!more) return false;
    }
  }

  /// Measures the record at the front: request_, loose_body_, response_ and used_. False when it is
  /// none; the first one is always taken for a request, however it looks.
  Result<bool> find_record() {
    loose_body_ = 0;
    response_ = 0;
    TRY(read_line(0));
    if (ledger_.number() > 0 && !begins_with_request(window_.bytes())) {
      TRY(skip_to_request());
      return false;
    }
    request_ = TRY(whole_frame(0, frame_request));
    used_ = request_.size;
    if (request_.is_whole) TRY(find_response());
    return true;
  }

  /// Reads until the first line at or behind `from` that is not blank is whole, as far as it goes.
  Result<Unit> read_line(size_t from) {
    for (;;) {
      const size_t start = window_.bytes().find_first_not_of("\r\n", from);
      if (start != std::string_view::npos &&
          window_.bytes().find('\n', start) != std::string_view::npos) {
        return ok();
      }
      const bool more = TRY(window_.grow());
      if (!more) return ok();
    }
  }

  /// The frame of the message at `from`, with as much of it read as there is and the limit allows.
  Result<HttpFrame> whole_frame(size_t from, HttpFrame (*frame)(std::string_view)) {
    for (;;) {
      const HttpFrame found = frame(window_.bytes().substr(from));
      if (found.is_whole) return found;
      const bool more = TRY(window_.grow());
      if (!more) return found;
    }
  }

  /// What stands behind the request: its response, the next request, or a body that somebody wrote
  /// without saying how long it is.
  Result<Unit> find_response() {
    TRY(read_line(request_.size));
    std::string_view rest = window_.bytes().substr(request_.size);
    if (rest.empty()) return ok();
    const bool is_head = window_.bytes().starts_with("HEAD ");
    while (begins_with_response(rest)) {
      const HttpFrame found = TRY(whole_frame(used_, frame_response));
      used_ += is_head ? found.head : found.size;
      response_ += is_head ? found.head : found.size;
      if (found.status < 100 || found.status > 199) return ok();
      TRY(read_line(used_));
      rest = window_.bytes().substr(used_);
    }
    const bool is_next = rest.find_first_not_of("\r\n") == std::string_view::npos ||
                         begins_with_request(rest.substr(rest.find_first_not_of("\r\n")));
    if (response_ > 0 || request_.has_length || is_next) return ok();
    const size_t start = used_;
    TRY(skip_to_request());
    loose_body_ = used_ - start;
    return ok();
  }

  /// Moves used_ to the next line that begins a request, or to the end.
  Result<Unit> skip_to_request() {
    for (;;) {
      const size_t end = window_.bytes().find('\n', used_);
      if (end != std::string_view::npos) {
        used_ = end + 1;
        TRY(read_line(used_));
        if (begins_with_request(window_.bytes().substr(used_))) return ok();
        continue;
      }
      const bool more = TRY(window_.grow());
      if (more) continue;
      used_ = window_.bytes().size();
      return ok();
    }
  }

  const Event* read_record(bool is_request) {
    if (used_ == window_.bytes().size() && window_.is_full()) {
      ledger_.reject("rejected: request over 16 MiB");
      return nullptr;
    }
    const ParsedExchange* parsed = is_request ? parse() : nullptr;
    if (parsed == nullptr || parsed->exchange.request.uri.empty()) {
      ledger_.reject("rejected: not an HTTP request");
      return nullptr;
    }
    ledger_.accept();
    note_damage();
    event_ = {};
    event_.what = parsed->exchange;
    event_.record = ledger_.number();
    if (loose_body_ > 0) {
      std::get<HttpExchange>(event_.what).request.body =
          window_.bytes().substr(request_.size, loose_body_);
    }
    event_.client = client_.of(event_);
    return &event_;
  }

  const ParsedExchange* parse() {
    const HttpStamp stamp{.record = ledger_.number()};
    parser_.reset();
    parser_.client_data(window_.bytes().substr(0, request_.size), stamp);
    // A blank line behind nothing but a head ends it; inside a line that has no end it ends both.
    if (!request_.has_head) parser_.client_data("\r\n\r\n", stamp);
    if (response_ > 0) {
      parser_.server_data(window_.bytes().substr(request_.size, response_), stamp);
    }
    parser_.finish(stamp);
    return parser_.next();
  }

  void note_damage() {
    const HttpNotes& notes = parser_.notes();
    if (!request_.has_head) ledger_.note("request without its blank line");
    if (request_.has_head && !request_.is_whole) ledger_.note("body shorter than its length");
    if (loose_body_ > 0) ledger_.note("body without a length");
    if (notes.body_over_limit > 0) ledger_.note("body over limit");
    if (notes.headers_over_limit > 0) ledger_.note("headers over limit");
    if (notes.body_damaged > 0) ledger_.note("damaged content coding");
    if (notes.coding_unknown > 0) ledger_.note("unknown content coding");
  }

  ByteWindow window_;
  RecordLedger ledger_;
  ClientKey client_;
  HttpParser parser_;
  bool wants_http_;
  HttpFrame request_;
  size_t loose_body_ = 0;
  size_t response_ = 0;
  size_t used_ = 0;
  Event event_;
};

}  // namespace

Result<std::unique_ptr<EventSource>> open_http(TextInput input) {
  std::unique_ptr<EventSource> source = std::make_unique<HttpSource>(std::move(input));
  return source;
}

}  // namespace sig::traffic
