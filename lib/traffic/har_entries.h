#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "traffic/byte_window.h"

namespace sig::traffic {

/// One element of log.entries as it stands in the file.
struct RawHarEntry {
  std::string_view json;    ///< valid until the next call; empty when it is too long
  std::uint64_t bytes = 0;  ///< of the element
};

/// A longer entry is read past, not held.
inline constexpr size_t max_har_entry = 16U << 20U;

/// Cuts the elements of log.entries out of a HAR of any size without parsing the rest: it follows
/// only strings and brackets. Holds one entry. One thread.
class HarEntries {
 public:
  HarEntries(std::unique_ptr<ByteInput> input, std::string name);
  /// The next element that is an object or array; nothing at the end of the document. An error when
  /// the text ends early, is followed by another or has no log.entries.
  Result<std::optional<RawHarEntry>> next();

 private:
  void step(std::string_view bytes);
  void open_bracket(char bracket);
  void close_bracket();
  size_t skip_string(std::string_view bytes);
  Result<bool> more();
  Error broken(std::string_view what) const;

  ByteWindow window_;
  std::string name_;
  size_t at_ = 0;                  // in the window
  std::uint64_t entry_bytes_ = 0;  // of the entry, already dropped from the window
  std::int64_t depth_ = 0;
  std::string last_string_;  // the beginning of the last string outside entries
  std::string key_;          // the last string that a colon followed
  bool in_string_ = false;
  bool is_escaped_ = false;  // the next byte of the string belongs to a backslash
  bool in_log_ = false;
  bool in_entries_ = false;
  bool in_entry_ = false;
  bool is_complete_ = false;  // the entry at the front of the window ends at at_
  bool is_too_long_ = false;
  bool has_entries_ = false;
  bool is_done_ = false;  // the document has ended
};

}  // namespace sig::traffic
