#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace sig::protocol {

/// Lines of a text protocol out of pieces, without their ends. A longer one than `longest` is shown
/// cut, with `is_cut` set.
struct LineReader {
  size_t longest = 4096;
  std::string held;
  bool is_cut = false;

  /// Takes pieces off `bytes` until a line ends; false when none does. `line` lives until the next
  /// call.
  bool next(std::string_view& bytes, std::string_view& line) {
    if (was_shown_) {
      held.clear();
      is_cut = was_shown_ = false;
    }
    if (bytes.empty()) return false;
    const size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    const size_t room = longest - std::min(longest, held.size());
    is_cut = is_cut || piece.size() > room;
    held += piece.substr(0, room);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (end == std::string_view::npos) return false;
    if (held.ends_with('\r')) held.pop_back();
    line = held;
    was_shown_ = true;
    return true;
  }

 private:
  bool was_shown_ = false;
};

}  // namespace sig::protocol
