#include <array>
#include <charconv>

#include "base/ip.h"
#include "traffic/line_reader.h"
#include "traffic/log_escapes.h"
#include "traffic/log_extract.h"
#include "traffic/log_time.h"
#include "traffic/syslog.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

constexpr size_t most_fields = 64;
// RFC 5424 numbers facilities and severities; these are their names in syslog.conf(5).
constexpr std::array<std::string_view, 24> facilities{
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::array<std::string_view, 8> severities{
    "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};

class SyslogSource final : public EventSource {
 public:
  explicit SyslogSource(TextInput input)
      : lines_(std::move(input.bytes)),
        ledger_(input.options.part),
        client_(input.options.client, input.options.name, UnknownClient::Recording),
        wants_log_(wants(input.options, EventKind::Log)) {
    fields_.reserve(most_fields);
    scratch_.reserve(4 * max_line_bytes);
  }

  /// Looks ahead for a line that states a year.
  Status begin() {
    std::string_view head = TRY(lines_.peek());
    while (!head.empty()) {
      const std::string_view line = head.substr(0, head.find('\n'));
      const SyslogStamp stamp = parse_syslog_line(line).stamp;
      if (stamp.kind == SyslogStamp::Kind::Full) {
        years_.see(stamp.year, stamp.month);
        break;
      }
      head.remove_prefix(std::min(line.size() + 1, head.size()));
    }
    return ok();
  }

  Result<const Event*> next() override {
    for (;;) {
      const bool more = TRY(lines_.next(line_));
      if (!more) {
        ledger_.finish();
        return nullptr;
      }
      if (line_.text.empty()) continue;
      const SyslogLine parsed = parse_syslog_line(line_.text);
      const std::optional<Time> time = time_of(parsed.stamp);  // every line moves the year
      if (!ledger_.begin(line_.bytes)) continue;
      ledger_.accept();
      if (line_.is_cut) ledger_.note("line cut at 64 KiB");
      if (!time && parsed.host.empty()) ledger_.note("no header");
      if (time && years_.is_known()) ledger_.note_time(*time);
      if (wants_log_) return show(parsed, time);
    }
  }

  const ReadCounts& counts() const override { return ledger_.counts(); }

 private:
  std::optional<Time> time_of(const SyslogStamp& stamp) {
    switch (stamp.kind) {
      case SyslogStamp::Kind::Full:
        years_.see(stamp.year, stamp.month);
        return stamp.time;
      case SyslogStamp::Kind::WithoutYear:
        return civil_time(years_.year_of(stamp.month),
                          stamp.month,
                          stamp.day,
                          stamp.hour,
                          stamp.minute,
                          stamp.second);
      default:
        return std::nullopt;
    }
  }

  const Event* show(const SyslogLine& parsed, std::optional<Time> time) {
    scratch_.clear();
    fields_.clear();
    std::string_view message = parsed.message;
    if (has_octal(message)) {
      append_without_octal(message, scratch_);
      message = scratch_;
    }
    const LogOrigin origin = find_origin(parsed.program, message);
    add_fields(parsed, origin);
    event_ = {};
    event_.record = ledger_.number();
    event_.time = time;
    if (const auto ip = parse_ip(origin.source)) event_.client_ip = *ip;
    event_.what = LogLine{message, parsed.program, parsed.host, fields_};
    event_.client = client_.of(event_, origin.source.empty() ? parsed.host : origin.source);
    return &event_;
  }

  void add_fields(const SyslogLine& parsed, const LogOrigin& origin) {
    add("srcip", origin.source);
    add("user", origin.user);
    add("pid", parsed.pid);
    add("msgid", parsed.message_id);
    if (parsed.priority >= 0) {
      add("facility", facilities[static_cast<size_t>(parsed.priority) / 8]);
      add("severity", severities[static_cast<size_t>(parsed.priority) % 8]);
    }
    if (parsed.structured_data.empty()) return;
    if (!read_structured_data(parsed.structured_data, scratch_, most_fields, fields_)) {
      ledger_.note("malformed structured data");
    }
  }

  void add(std::string_view name, std::string_view value) {
    if (!value.empty()) fields_.push_back({name, value});
  }

  LineReader lines_;
  RecordLedger ledger_;
  ClientKey client_;
  bool wants_log_;
  YearTracker years_;
  Line line_;
  std::string scratch_;
  std::vector<NameValue> fields_;
  Event event_;
};

}  // namespace

Result<std::unique_ptr<EventSource>> open_syslog(TextInput input) {
  auto syslog = std::make_unique<SyslogSource>(std::move(input));
  TRY(syslog->begin());
  std::unique_ptr<EventSource> source = std::move(syslog);
  return source;
}

}  // namespace sig::traffic
