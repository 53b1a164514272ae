#include "protocol/http1_frames.h"

#include <algorithm>

namespace sig::protocol {

void Http1Frames::append(std::string_view piece) {
  if (bytes_.empty()) {
    base_ = end_;
    has_hole_ = false;
  }
  piece_ = end_;
  end_ += piece.size();
  // One piece beyond the cap may be kept: it can hold the beginning of the next message.
  has_hole_ = has_hole_ || bytes_.size() >= longest;
  if (!has_hole_) bytes_ += piece;
}

void Http1Frames::skip(std::uint64_t length) {
  piece_ = end_;
  end_ += length;
  has_hole_ = true;
}

void Http1Frames::begin(size_t consumed) {
  begin_ = piece_ + consumed;
  is_open_ = true;
}

void Http1Frames::complete(size_t consumed) {
  if (!is_open_) return;
  ended_.emplace_back(begin_, piece_ + consumed);
  is_open_ = false;
}

void Http1Frames::show(bool to_server, std::uint64_t from, std::uint64_t to, AppSink& sink) const {
  const std::uint64_t held_to = base_ + bytes_.size();
  if (from < base_ || from >= held_to || to <= from) return;
  const auto size = static_cast<size_t>(std::min({to, held_to, from + longest}) - from);
  AppFrame frame;
  frame.name = to_server ? "http1.request" : "http1.response";
  frame.to_server = to_server;
  frame.bytes = std::string_view(bytes_).substr(static_cast<size_t>(from - base_), size);
  sink.frame(frame);
}

void Http1Frames::flush(bool to_server, AppSink& sink) {
  for (const auto& [from, to] : ended_)
    show(to_server, from, to, sink);
  ended_.clear();
  const std::uint64_t keep_from = is_open_ ? begin_ : end_;
  if (keep_from <= base_) return;
  const std::uint64_t away = keep_from - base_;
  bytes_.erase(0, static_cast<size_t>(std::min<std::uint64_t>(away, bytes_.size())));
  base_ = keep_from;
}

void Http1Frames::finish(bool to_server, AppSink& sink) {
  if (is_open_) show(to_server, begin_, end_, sink);
  is_open_ = false;
}

}  // namespace sig::protocol
