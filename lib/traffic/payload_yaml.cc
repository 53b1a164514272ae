#include "base/text.h"
#include "traffic/format_shapes.h"
#include "traffic/payload.h"
#include "traffic/yaml_scalar.h"

namespace sig::traffic {
namespace {

class PayloadYaml final : public PayloadList {
 public:
  explicit PayloadYaml(std::string text) : text_(std::move(text)), rest_(without_bom(text_)) {}

  /// Moves behind the line "payload:".
  Status begin(const std::string& name) {
    while (!rest_.empty()) {
      const std::string_view line = take_line();
      const std::string_view key = line.substr(0, line.find(" #"));
      if (line.starts_with("payload:") && trim(key) == "payload:") return ok();
    }
    return input_error(quote(name, 240) + " is no list of payloads: it has no line \"payload:\"",
                       "write a block sequence of scalars below \"payload:\"");
  }

  Result<const Payload*> next(RecordLedger& ledger) override {
    while (find_dash()) {
      read_yaml_item(rest_, indent_, item_);
      rest_.remove_prefix(std::min(item_.used, rest_.size()));
      if (!ledger.begin(item_.used + indent_ + 1)) continue;
      if (!item_.problem.empty()) {
        ledger.reject(item_.problem);
        continue;
      }
      ledger.accept();
      payload_.text = item_.value;
      return &payload_;
    }
    return nullptr;
  }

 private:
  std::string_view take_line() {
    const size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    while (line.ends_with('\r') || line.ends_with(' '))
      line.remove_suffix(1);
    return line;
  }

  /// Moves behind the dash of the next item; false at the end of the sequence.
  bool find_dash() {
    while (!rest_.empty()) {
      const std::string_view before = rest_;
      const std::string_view line = take_line();
      const size_t indent = yaml_indent(line);
      if (indent == line.size() || line[indent] == '#') continue;
      const std::string_view item = line.substr(indent);
      if (item != "-" && !item.starts_with("- ")) return false;
      indent_ = indent;
      rest_ = before.substr(indent + 1);
      return true;
    }
    return false;
  }

  std::string text_;
  std::string_view rest_;
  size_t indent_ = 0;
  YamlItem item_;
  Payload payload_;
};

}  // namespace

Result<std::unique_ptr<PayloadList>> payload_yaml(std::unique_ptr<ByteInput> input,
                                                  const std::string& name) {
  auto yaml = std::make_unique<PayloadYaml>(TRY(read_all(*input, name)));
  TRY(yaml->begin(name));
  std::unique_ptr<PayloadList> list = std::move(yaml);
  return list;
}

}  // namespace sig::traffic
