#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.h"
#include "traffic/json_cursor.h"
#include "traffic/payload.h"

namespace sig::traffic {
namespace {

struct PlaceRow {
  std::string_view key;
  PayloadPlace place;
};
constexpr std::array<PlaceRow, 7> places{{{"URL", PayloadPlace::Url},
                                          {"ARGS", PayloadPlace::RawArgument},
                                          {"BODY", PayloadPlace::Body},
                                          {"COOKIE", PayloadPlace::Cookie},
                                          {"USER-AGENT", PayloadPlace::UserAgent},
                                          {"REFERER", PayloadPlace::Referer},
                                          {"HEADER", PayloadPlace::Header}}};

/// The objects of a list, one record each.
class PayloadJson final : public PayloadList {
 public:
  PayloadJson(std::string text, std::string name) : text_(std::move(text)), name_(std::move(name)) {
    arena_.reserve(text_.size());
    cursor_.emplace(text_, arena_);
  }

  /// Moves to the first object of "payload".
  Status begin() {
    if (cursor_->enter_object()) {
      while (const auto key = cursor_->next_key()) {
        if (*key == "payload" && cursor_->enter_array()) return ok();
        if (*key != "payload") cursor_->skip();
      }
    }
    return broken("is no list of payloads: it has no array \"payload\"");
  }

  Result<const Payload*> next(RecordLedger& ledger) override {
    for (;;) {
      ++transaction_;
      while (place_ < places.size() && !texts_[place_])
        ++place_;
      if (place_ < places.size()) return show();
      const bool more = TRY(read_object(ledger));
      if (!more) return nullptr;
    }
  }

 private:
  const Payload* show() {
    payload_.text = *texts_[place_];
    payload_.place = places[place_].place;
    ++place_;
    return &payload_;
  }

  /// Fills texts_ with those of the next object of our part; false at the end of the list.
  Result<bool> read_object(RecordLedger& ledger) {
    texts_.fill(std::nullopt);
    place_ = places.size();
    if (!cursor_->next_element()) {
      if (cursor_->has_failed()) {
        return broken(fmt::format("is no JSON at byte {}", failed_at_));
      }
      return false;
    }
    const size_t start = cursor_->offset();
    failed_at_ = start;
    payload_ = {};
    bool has_place = false;
    if (cursor_->enter_object()) {
      while (const auto key = cursor_->next_key())
        has_place = read_member(*key) || has_place;
    }
    if (cursor_->has_failed()) return broken(fmt::format("is no JSON at byte {}", start));
    if (!ledger.begin(cursor_->offset() - start)) {
      texts_.fill(std::nullopt);
    } else if (has_place) {
      ledger.accept();
      place_ = 0;
      transaction_ = UINT32_MAX;  // the first payload makes it 0
    } else {
      ledger.reject("rejected: object that names no place of a request");
    }
    return true;
  }

  bool read_member(std::string_view key) {
    for (size_t i = 0; i < places.size(); ++i) {
      if (places[i].key != key) continue;
      texts_[i] = cursor_->string();
      return texts_[i].has_value();
    }
    if (key == "METHOD") {
      payload_.method = cursor_->string().value_or("");
    } else if (key == "BOUNDARY") {
      payload_.boundary = cursor_->string().value_or("");
    } else if (key == "JSON") {
      payload_.is_json_body = cursor_->scalar().value_or("") == "true";
    } else {
      cursor_->skip();
    }
    return false;
  }

  Error broken(std::string_view what) const {
    return input_error(fmt::format("{} {}", quote(name_, 240), what));
  }

  std::string text_;
  std::string name_;
  std::string arena_;
  std::optional<JsonCursor> cursor_;
  std::array<std::optional<std::string_view>, places.size()> texts_;
  size_t place_ = places.size();
  size_t failed_at_ = 0;
  Payload payload_;
};

}  // namespace

Result<std::string> read_all(ByteInput& input, const std::string& name) {
  std::string bytes;
  constexpr size_t step = 256U << 10U;
  for (size_t filled = 0;;) {
    bytes.resize(filled + step);
    const size_t got = TRY(input.read(bytes.data() + filled, step));
    filled += got;
    if (filled > max_payload_file) {
      return input_error(fmt::format("{} has more than {} bytes, the limit for a list of payloads",
                                     quote(name, 240),
                                     max_payload_file),
                         "split it, or make it a text with one payload a line");
    }
    if (got > 0) continue;
    bytes.resize(filled);
    return bytes;
  }
}

Result<std::unique_ptr<PayloadList>> payload_json(std::unique_ptr<ByteInput> input,
                                                  const std::string& name) {
  auto json = std::make_unique<PayloadJson>(TRY(read_all(*input, name)), name);
  TRY(json->begin());
  std::unique_ptr<PayloadList> list = std::move(json);
  return list;
}

}  // namespace sig::traffic
