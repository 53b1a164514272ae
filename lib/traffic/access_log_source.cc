#include <array>

#include "traffic/access_log.h"
#include "traffic/line_reader.h"
#include "traffic/log_escapes.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

class AccessLogSource final : public EventSource {
 public:
  explicit AccessLogSource(TextInput input)
      : lines_(std::move(input.bytes)),
        ledger_(input.options.part),
        client_(input.options.client, input.options.name, UnknownClient::Recording),
        wants_http_(wants(input.options, EventKind::Http)),
        wants_log_(wants(input.options, EventKind::Log)) {}

  Result<const Event*> next() override {
    if (has_log_event_) {
      has_log_event_ = false;
      return show_log();
    }
    for (;;) {
      const bool more = TRY(lines_.next(line_));
      if (!more) {
        ledger_.finish();
        return nullptr;
      }
      if (line_.text.empty() || !ledger_.begin(line_.bytes)) continue;
      if (line_.is_cut) ledger_.note("line cut at 64 KiB");
      const auto parsed = parse_access_log_line(line_.text);
      if (!parsed) {
        ledger_.reject("rejected: not an access-log line");
        continue;
      }
      ledger_.accept();
      if (const Event* event = show(*parsed)) return event;
    }
  }

  const ReadCounts& counts() const override { return ledger_.counts(); }

 private:
  const Event* show(const AccessLogLine& parsed) {
    unescape(parsed);
    ledger_.note_time(*parsed.time);
    event_ = {};
    event_.record = ledger_.number();
    event_.time = parsed.time;
    if (parsed.client_ip) event_.client_ip = *parsed.client_ip;
    const RequestLine request = split_request_line(fields_.request);
    if (request.target.empty()) {
      ledger_.note("no request in the line");
    } else if (request.method.empty()) {
      ledger_.note("malformed request line");
    }
    make_log_fields(parsed, request);
    if (!wants_http_ || request.target.empty()) return wants_log_ ? show_log() : nullptr;
    has_log_event_ = wants_log_;
    event_.what = exchange(parsed, request);
    event_.client = client_.of(event_, parsed.client);
    return &event_;
  }

  /// Undoes escapes into one scratch string; fields without any stay where they are.
  void unescape(const AccessLogLine& parsed) {
    fields_ = parsed;
    if (line_.text.find('\\') == std::string_view::npos) return;
    scratch_.clear();
    scratch_.reserve(line_.text.size());  // unescaping never grows, so views stay valid
    for (std::string_view* field : {&fields_.request,
                                    &fields_.referer,
                                    &fields_.user_agent,
                                    &fields_.user,
                                    &fields_.forwarded_for}) {
      const size_t start = scratch_.size();
      append_unescaped(*field, scratch_);
      *field = std::string_view(scratch_).substr(start);
    }
  }

  HttpExchange exchange(const AccessLogLine& parsed, const RequestLine& request) {
    size_t count = 0;
    const auto add = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) headers_[count++] = {name, value};
    };
    add("Host", parsed.vhost);
    add("Referer", fields_.referer);
    add("User-Agent", fields_.user_agent);
    add("X-Forwarded-For", fields_.forwarded_for);
    HttpExchange made;
    made.request = {request.method, request.target, request.version, {headers_.data(), count}, {}};
    if (parsed.status != 0) made.response = HttpResponse{.status = parsed.status};
    return made;
  }

  void make_log_fields(const AccessLogLine& parsed, const RequestLine& request) {
    log_field_count_ = 0;
    const auto add = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) log_fields_[log_field_count_++] = {name, value};
    };
    add("srcip", parsed.client);
    add("user", fields_.user);
    add("method", request.method);
    add("url", request.target);
    if (parsed.status != 0) {
      status_ = {static_cast<char>('0' + parsed.status / 100),
                 static_cast<char>('0' + parsed.status / 10 % 10),
                 static_cast<char>('0' + parsed.status % 10)};
      add("status", {status_.data(), status_.size()});
    }
    add("referer", fields_.referer);
    add("user_agent", fields_.user_agent);
  }

  const Event* show_log() {
    event_.what =
        LogLine{line_.text, {}, fields_.vhost, std::span(log_fields_).first(log_field_count_)};
    event_.client = client_.of(event_, fields_.client);
    return &event_;
  }

  LineReader lines_;
  RecordLedger ledger_;
  ClientKey client_;
  bool wants_http_;
  bool wants_log_;
  bool has_log_event_ = false;
  Line line_;
  AccessLogLine fields_;
  std::string scratch_;
  std::array<char, 3> status_{};
  std::array<NameValue, 4> headers_;
  std::array<NameValue, 7> log_fields_;
  size_t log_field_count_ = 0;
  Event event_;
};

}  // namespace

Result<std::unique_ptr<EventSource>> open_access_log(TextInput input) {
  std::unique_ptr<EventSource> source = std::make_unique<AccessLogSource>(std::move(input));
  return source;
}

}  // namespace sig::traffic
