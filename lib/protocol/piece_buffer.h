#pragma once

#include <string>
#include <string_view>

namespace sig::protocol {

/// Joins the pieces of one direction of a stream until a message is whole. The parser bounds what
/// it leaves here.
struct PieceBuffer {
  std::string held;

  /// What is held with `piece` behind it. Lives until keep() and as long as `piece`.
  std::string_view join(std::string_view piece) {
    if (held.empty()) return piece;
    held.append(piece);
    return held;
  }
  /// Of what join() gave, the first `used` bytes are done with.
  void keep(std::string_view joined, size_t used) {
    if (held.empty()) {
      held.assign(joined.substr(used));
    } else {
      held.erase(0, used);
    }
  }
  void clear() { std::string().swap(held); }
};

}  // namespace sig::protocol
