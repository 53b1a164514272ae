#include "base/file.h"
#include "base/text.h"
#include "traffic/csv.h"
#include "traffic/format_shapes.h"
#include "traffic/payload.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

class PayloadSource final : public EventSource {
 public:
  PayloadSource(std::unique_ptr<PayloadList> list, const OpenOptions& options)
      : list_(std::move(list)),
        ledger_(options.part),
        client_(options.client, options.name, UnknownClient::Record),
        wants_http_(wants(options, EventKind::Http)) {}

  Result<const Event*> next() override {
    for (;;) {
      const Payload* payload = TRY(list_->next(ledger_));
      if (payload == nullptr) {
        ledger_.finish();
        return nullptr;
      }
      if (!wants_http_) continue;
      event_ = {};
      event_.record = ledger_.number();
      event_.transaction = list_->transaction();
      event_.what = request_.make(*payload);
      event_.client = client_.of(event_);
      return &event_;
    }
  }

  const ReadCounts& counts() const override { return ledger_.counts(); }

 private:
  std::unique_ptr<PayloadList> list_;
  RecordLedger ledger_;
  ClientKey client_;
  PayloadRequest request_;
  bool wants_http_;
  Event event_;
};

}  // namespace

/// Which kind of list it is, its first bytes say: JSON, CSV or YAML; else it has one payload a
/// line.
Result<std::unique_ptr<EventSource>> open_payloads(TextInput input) {
  std::string head(64U << 10U, '\0');  // as much as detect_format() sees
  head.resize(TRY(read_fully(*input.bytes, head.data(), head.size())));
  const PayloadKind kind = payload_kind(head);
  auto bytes = with_prefix(std::move(head), std::move(input.bytes));
  const std::string& name = input.options.name;
  std::unique_ptr<PayloadList> list;
  switch (kind) {
    case PayloadKind::Json:
      list = TRY(payload_json(std::move(bytes), name));
      break;
    case PayloadKind::Csv:
      list = TRY(payload_csv(std::move(bytes), name));
      break;
    case PayloadKind::Yaml:
      list = TRY(payload_yaml(std::move(bytes), name));
      break;
    default:
      list = payload_lines(std::move(bytes));
  }
  std::unique_ptr<EventSource> source =
      std::make_unique<PayloadSource>(std::move(list), input.options);
  return source;
}

}  // namespace sig::traffic
