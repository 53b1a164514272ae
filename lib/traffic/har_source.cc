#include "traffic/har_entries.h"
#include "traffic/har_entry.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

class HarSource final : public EventSource {
 public:
  explicit HarSource(TextInput input)
      : entries_(std::move(input.bytes), input.options.name),
        ledger_(input.options.part),
        client_(input.options.client, input.options.name, UnknownClient::Recording),
        entry_(input.options.body_limit),
        wants_http_(wants(input.options, EventKind::Http)) {}

  Result<const Event*> next() override {
    for (;;) {
      const std::optional<RawHarEntry> raw = TRY(entries_.next());
      if (!raw) {
        ledger_.finish();
        return nullptr;
      }
      if (!ledger_.begin(raw->bytes)) continue;
      if (raw->json.empty()) {
        ledger_.reject("rejected: entry over 16 MiB");
      } else if (!entry_.read(raw->json)) {
        ledger_.reject("rejected: entry without a request");
      } else if (const Event* event = accept()) {
        return event;
      }
    }
  }

  const ReadCounts& counts() const override { return ledger_.counts(); }

 private:
  const Event* accept() {
    ledger_.accept();
    if (entry_.time()) ledger_.note_time(*entry_.time());
    if (entry_.has_bad_text()) ledger_.note("text that is not Unicode");
    if (entry_.has_bad_base64()) ledger_.note("damaged base64");
    if (entry_.is_body_cut()) ledger_.note("body over limit");
    if (!entry_.is_http()) {
      ledger_.note("not an HTTP URL");
      return nullptr;
    }
    if (!wants_http_) return nullptr;
    event_ = {};
    event_.what = entry_.exchange();
    event_.record = ledger_.number();
    event_.time = entry_.time();
    event_.server_ip = entry_.server_ip().value_or(IpAddress{});
    event_.server_port = entry_.server_port();
    event_.client = client_.of(event_);
    return &event_;
  }

  HarEntries entries_;
  RecordLedger ledger_;
  ClientKey client_;
  HarEntry entry_;
  bool wants_http_;
  Event event_;
};

}  // namespace

Result<std::unique_ptr<EventSource>> open_har(TextInput input) {
  std::unique_ptr<EventSource> source = std::make_unique<HarSource>(std::move(input));
  return source;
}

}  // namespace sig::traffic
