#include <vector>

#include "base/text.h"
#include "traffic/csv.h"
#include "traffic/format_shapes.h"
#include "traffic/line_reader.h"
#include "traffic/payload.h"

namespace sig::traffic {
namespace {

class PayloadLines final : public PayloadList {
 public:
  explicit PayloadLines(std::unique_ptr<ByteInput> input) : lines_(std::move(input)) {}

  Result<const Payload*> next(RecordLedger& ledger) override {
    for (;;) {
      const bool more = TRY(lines_.next(line_));
      if (!more) return nullptr;
      const std::string_view text = is_first_ ? without_bom(line_.text) : line_.text;
      is_first_ = false;
      if (trim(text).empty() || !ledger.begin(line_.bytes)) continue;
      if (line_.is_cut) ledger.note("line cut at 64 KiB");
      ledger.accept();
      payload_.text = text;
      return &payload_;
    }
  }

 private:
  LineReader lines_;
  Line line_;
  Payload payload_;
  bool is_first_ = true;
};

class PayloadCsv final : public PayloadList {
 public:
  explicit PayloadCsv(std::unique_ptr<ByteInput> input) : lines_(std::move(input)) {}

  Status read_header(const std::string& name) {
    TRY(lines_.next(line_));
    const auto column = payload_column(without_bom(line_.text));
    if (!column) {
      return input_error(quote(name, 240) + " is a CSV text without a column \"payload\"",
                         "name the column of the payloads so in its first line");
    }
    column_ = *column;
    return ok();
  }

  Result<const Payload*> next(RecordLedger& ledger) override {
    for (;;) {
      const bool more = TRY(lines_.next(line_));
      if (!more) return nullptr;
      if (line_.text.empty()) continue;
      std::uint64_t bytes = line_.bytes;
      auto count = split_csv(line_.text, fields_);
      if (!count) {
        bytes += TRY(join_lines());
        count = split_csv(record_, fields_);
      }
      if (!ledger.begin(bytes)) continue;
      if (!count) {
        ledger.reject("rejected: quoted field without its end within 64 KiB");
      } else if (*count <= column_) {
        ledger.reject("rejected: record without the column \"payload\"");
      } else {
        ledger.accept();
        payload_.text = fields_[column_];
        return &payload_;
      }
    }
  }

 private:
  /// Collects the lines of a quoted field in record_; the bytes of those that follow the first.
  Result<std::uint64_t> join_lines() {
    record_ = line_.text;
    std::uint64_t bytes = 0;
    while (record_.size() < max_line_bytes) {
      const bool more = TRY(lines_.next(line_));
      if (!more) break;
      bytes += line_.bytes;
      record_ += '\n';
      record_ += line_.text;
      // A line with an even number of quotes cannot end the field.
      if (line_.text.find('"') != std::string_view::npos && split_csv(record_, fields_)) break;
    }
    return bytes;
  }

  LineReader lines_;
  Line line_;
  std::string record_;
  std::vector<std::string> fields_;
  size_t column_ = 0;
  Payload payload_;
};

}  // namespace

std::unique_ptr<PayloadList> payload_lines(std::unique_ptr<ByteInput> input) {
  return std::make_unique<PayloadLines>(std::move(input));
}

Result<std::unique_ptr<PayloadList>> payload_csv(std::unique_ptr<ByteInput> input,
                                                 const std::string& name) {
  auto csv = std::make_unique<PayloadCsv>(std::move(input));
  TRY(csv->read_header(name));
  std::unique_ptr<PayloadList> list = std::move(csv);
  return list;
}

}  // namespace sig::traffic
