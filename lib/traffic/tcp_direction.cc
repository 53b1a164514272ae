#include "traffic/tcp_direction.h"

#include <algorithm>

namespace sig::traffic {
namespace {

constexpr size_t most_held_bytes = size_t{256} << 10U;
constexpr size_t most_held_pieces = 4096;
constexpr size_t recent_bytes = 4096;                    // compared with retransmissions
constexpr std::int32_t window = std::int32_t{1} << 30U;  // RFC 7323 2.3: the largest there is

std::uint32_t length_of(const TcpSegment& segment) {
  return static_cast<std::uint32_t>(segment.bytes.size()) + segment.missing;
}

}  // namespace

void TcpDirection::start(std::uint32_t sequence) {
  started_ = true;
  next_ = sequence;
}

bool TcpDirection::add(TcpSegment& segment, ReasonCounts& counts) {
  if (length_of(segment) == 0) return false;
  const std::int32_t ahead = distance(segment.sequence);
  if (ahead == -1 && length_of(segment) == 1) return false;  // keep-alive, RFC 9293 3.8.4
  if (ahead >= window || ahead <= -window) {
    counts.add(Reason::SegmentOutOfWindow);
    return false;
  }
  if (ahead < 0) {
    const auto behind = static_cast<size_t>(-static_cast<std::int64_t>(ahead));
    compare_with_recent(segment, behind, counts);
    cut_front(segment, behind);
  }
  if (end_) {
    const auto room = static_cast<std::int32_t>(*end_ - segment.sequence);
    if (room < static_cast<std::int64_t>(length_of(segment))) {
      counts.add(Reason::SegmentBehindEnd);
      const auto keep = static_cast<size_t>(std::max(room, 0));
      segment.missing =
          static_cast<std::uint32_t>(keep > segment.bytes.size() ? keep - segment.bytes.size() : 0);
      segment.bytes = segment.bytes.substr(0, keep);
    }
  }
  if (length_of(segment) == 0) return false;
  if (segment.sequence == next_ && !has_held() && segment.missing == 0) return true;
  insert(segment, counts);
  return false;
}

void TcpDirection::hold(const TcpSegment& segment) {
  insert_piece(held_.size(), segment, segment.sequence, segment.sequence + length_of(segment));
}

void TcpDirection::cut_front(TcpSegment& segment, size_t size) const {
  const size_t shown = std::min(size, segment.bytes.size());
  segment.bytes.remove_prefix(shown);
  segment.missing -= static_cast<std::uint32_t>(std::min<size_t>(size - shown, segment.missing));
  segment.sequence += static_cast<std::uint32_t>(size);
}

// `behind` is how many bytes in front of the next one the segment begins.
void TcpDirection::compare_with_recent(const TcpSegment& segment,
                                       size_t behind,
                                       ReasonCounts& counts) const {
  std::string_view again = segment.bytes.substr(0, behind);
  if (behind > recent_.size()) {
    counts.add(Reason::OverlapNotCompared);
    again.remove_prefix(std::min(again.size(), behind - recent_.size()));
    behind = recent_.size();
  }
  const std::string_view before = std::string_view(recent_).substr(recent_.size() - behind);
  if (before.substr(0, again.size()) != again) counts.add(Reason::AmbiguousOverlap);
}

void TcpDirection::insert(const TcpSegment& segment, ReasonCounts& counts) {
  const std::uint32_t end = segment.sequence + length_of(segment);
  const auto offset = [&](std::uint32_t sequence) { return sequence - next_; };  // never wraps
  std::uint32_t cursor = segment.sequence;
  size_t at = static_cast<size_t>(std::partition_point(held_.begin() + static_cast<long>(first_),
                                                       held_.end(),
                                                       [&](const Held& held) {
                                                         return offset(held.begin + held.length) <=
                                                                offset(cursor);
                                                       }) -
                                  held_.begin());
  for (; at < held_.size() && offset(cursor) < offset(end); ++at) {
    const std::uint32_t begin = held_[at].begin;
    if (offset(begin) >= offset(end)) break;
    if (offset(cursor) < offset(begin)) {
      insert_piece(at, segment, cursor, begin);
      cursor = begin;
      ++at;
    }
    const Held& held = held_[at];
    const std::uint32_t until = std::min(offset(held.begin + held.length), offset(end)) + next_;
    const std::string_view again = segment.bytes.substr(
        std::min<size_t>(cursor - segment.sequence, segment.bytes.size()), until - cursor);
    if (!held.bytes.empty() &&
        std::string_view(held.bytes).substr(cursor - held.begin, again.size()) != again) {
      counts.add(Reason::AmbiguousOverlap);
    }
    cursor = until;
  }
  if (offset(cursor) < offset(end)) insert_piece(at, segment, cursor, end);
}

// Holds the part [from, to) of a segment in front of held piece `at`; bytes and loss apart.
void TcpDirection::insert_piece(size_t at,
                                const TcpSegment& segment,
                                std::uint32_t from,
                                std::uint32_t to) {
  const size_t begin = from - segment.sequence;
  const size_t end = to - segment.sequence;
  const size_t shown = std::min(end, segment.bytes.size());
  const auto put = [&](size_t piece_begin, size_t piece_end, std::string_view bytes) {
    Held held{segment.sequence + static_cast<std::uint32_t>(piece_begin),
              static_cast<std::uint32_t>(piece_end - piece_begin),
              segment.acknowledgement,
              segment.has_acknowledgement,
              std::string(bytes)};
    held_bytes_ += bytes.size();
    held_.insert(held_.begin() + static_cast<long>(at), std::move(held));
  };
  if (end > shown) put(std::max(begin, shown), end, {});
  if (begin < shown) put(begin, shown, segment.bytes.substr(begin, shown - begin));
}

std::optional<TcpDirection::Piece> TcpDirection::ready() const {
  if (!has_held() || held_[first_].begin != next_) return std::nullopt;
  return Piece{held_[first_].bytes, held_[first_].length};
}

std::optional<std::uint32_t> TcpDirection::ready_acknowledgement() const {
  if (!has_held() || !held_[first_].has_acknowledgement) return std::nullopt;
  return held_[first_].acknowledgement;
}

void TcpDirection::pop_ready() {
  held_bytes_ -= held_[first_].bytes.size();
  std::string().swap(held_[first_].bytes);
  ++first_;
  if (first_ == held_.size()) {
    held_.clear();
    first_ = 0;
  } else if (first_ >= 64 && first_ * 2 > held_.size()) {
    held_.erase(held_.begin(), held_.begin() + static_cast<long>(first_));
    first_ = 0;
  }
}

void TcpDirection::delivered(std::string_view bytes) {
  next_ += static_cast<std::uint32_t>(bytes.size());
  if (bytes.size() >= recent_bytes) {
    recent_.assign(bytes.substr(bytes.size() - recent_bytes));
    return;
  }
  if (recent_.size() + bytes.size() > 2 * recent_bytes) {
    recent_.erase(0, recent_.size() + bytes.size() - recent_bytes);
  }
  recent_.append(bytes);
}

void TcpDirection::lost(std::uint32_t length) {
  next_ += length;
  recent_.clear();
}

std::uint32_t TcpDirection::gap() const {
  return has_held() ? held_[first_].begin - next_ : 0;
}

bool TcpDirection::over_limit() const {
  return held_bytes_ > most_held_bytes || held_.size() - first_ > most_held_pieces;
}

void TcpDirection::set_end(std::uint32_t sequence) {
  // An end in front of what was delivered already would hide what follows.
  if (!end_ && distance(sequence) >= 0) end_ = sequence;
}

}  // namespace sig::traffic
