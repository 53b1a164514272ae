#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

/// The bytes of the messages of one direction, for frame:http.request and http.response. Keeps the
/// first 256 KiB of a message.
class Http1Frames {
 public:
  static constexpr size_t longest = 256U << 10U;

  /// A piece of the stream that the parser sees next.
  void append(std::string_view piece);
  void skip(std::uint64_t length);
  /// A message begins, or ends, so many bytes into the piece.
  void begin(size_t consumed);
  void complete(size_t consumed);
  /// Shows the messages that have ended, and forgets them.
  void flush(bool to_server, AppSink& sink);
  /// Shows what is unfinished too.
  void finish(bool to_server, AppSink& sink);
  size_t held_bytes() const { return bytes_.capacity(); }

 private:
  void show(bool to_server, std::uint64_t from, std::uint64_t to, AppSink& sink) const;

  std::string bytes_;
  std::uint64_t base_ = 0;   // place of bytes_[0] in the stream
  std::uint64_t piece_ = 0;  // place of the last piece
  std::uint64_t end_ = 0;    // behind the last piece
  std::uint64_t begin_ = 0;  // of the message that is open
  bool is_open_ = false;
  bool has_hole_ = false;  // bytes behind bytes_ were left out: no more until it is empty
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ended_;
};

}  // namespace sig::protocol
