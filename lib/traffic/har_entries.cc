#include "traffic/har_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace sig::traffic {
namespace {

constexpr size_t longest_key = 16;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

HarEntries::HarEntries(std::unique_ptr<ByteInput> input, std::string name)
    : window_(std::move(input), max_har_entry), name_(std::move(name)) {}

Error HarEntries::broken(std::string_view what) const {
  return input_error(fmt::format("{} {}", quote(name_, 240), what), "record or export it again");
}

Result<std::optional<RawHarEntry>> HarEntries::next() {
  if (is_complete_) {
    window_.drop(at_);
    at_ = 0;
    is_complete_ = false;
  }
  for (;;) {
    step(window_.bytes());
    if (is_complete_) {
      RawHarEntry entry;
      entry.bytes = entry_bytes_ + at_;
      if (!is_too_long_) entry.json = window_.bytes().substr(0, at_);
      return std::optional(entry);
    }
    if (depth_ < 0) return broken("is no JSON: a bracket closes that was never opened");
    if (is_done_ && at_ < window_.bytes().size()) {
      return broken("goes on behind the end of its JSON");
    }
    const bool goes_on = TRY(more());
    if (goes_on) continue;
    if (!is_done_) return broken("ends inside its JSON");
    if (!has_entries_) return broken("is no HAR: it has no log.entries");
    return std::optional<RawHarEntry>();
  }
}

/// Reads on, keeping an entry at the front of the window unless it is too long.
Result<bool> HarEntries::more() {
  if (in_entry_ && window_.is_full()) is_too_long_ = true;
  if (!in_entry_ || is_too_long_) {
    if (in_entry_) entry_bytes_ += at_;
    window_.drop(at_);
    at_ = 0;
  }
  return window_.grow();
}

/// Goes on from at_ until an entry is complete or the bytes are used up.
void HarEntries::step(std::string_view bytes) {
  while (at_ < bytes.size()) {
    if (in_string_) {
      at_ = skip_string(bytes);
      continue;
    }
    const char c = bytes[at_];
    if (is_done_ && !is_blank(c)) return;
    if (c == '{' || c == '[') {
      const bool was_in_entry = in_entry_;
      open_bracket(c);
      if (in_entry_ && !was_in_entry) {
        window_.drop(at_);
        bytes = window_.bytes();
        at_ = 0;
        entry_bytes_ = 0;
        is_too_long_ = false;
      }
    } else if (c == '}' || c == ']') {
      close_bracket();
      if (depth_ < 0) return;
    } else if (c == '"') {
      in_string_ = true;
      last_string_.clear();
    } else if (c == ':' && !in_entry_) {
      key_ = last_string_;
    }
    ++at_;
    if (is_complete_) return;
  }
}

void HarEntries::open_bracket(char bracket) {
  ++depth_;
  if (in_entry_) return;
  if (in_entries_) {
    in_entry_ = true;
  } else if (depth_ == 2 && bracket == '{' && key_ == "log") {
    in_log_ = true;
  } else if (depth_ == 3 && bracket == '[' && in_log_ && key_ == "entries") {
    in_entries_ = true;
    has_entries_ = true;
  }
}

void HarEntries::close_bracket() {
  --depth_;
  key_.clear();
  if (depth_ == 3 && in_entry_) {
    in_entry_ = false;
    is_complete_ = true;
  } else if (depth_ == 2) {
    in_entries_ = false;
  } else if (depth_ == 1) {
    in_log_ = false;
  } else if (depth_ == 0) {
    is_done_ = true;
  }
}

/// Where the string ends, or the end of the bytes. The next quote is looked for once, not again
/// behind each backslash: that would be quadratic.
size_t HarEntries::skip_string(std::string_view bytes) {
  size_t quote = 0;
  for (size_t at = at_;;) {
    if (is_escaped_ && at < bytes.size()) {
      is_escaped_ = false;
      ++at;
    }
    if (at >= bytes.size()) return bytes.size();
    if (quote < at || at == at_) quote = std::min(bytes.find('"', at), bytes.size());
    const char* start = bytes.data() + at;
    const void* backslash = std::memchr(start, '\\', quote - at);
    const size_t plain = backslash == nullptr
                             ? quote - at
                             : static_cast<size_t>(static_cast<const char*>(backslash) - start);
    if (!in_entry_ && last_string_.size() < longest_key) {
      last_string_.append(start, std::min(plain, longest_key));
    }
    at += plain;
    if (at == bytes.size()) return at;
    ++at;
    if (backslash == nullptr) {
      in_string_ = false;
      return at;
    }
    is_escaped_ = true;
  }
}

}  // namespace sig::traffic
