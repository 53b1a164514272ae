#include "ips/tcp_session.h"

#include <algorithm>

namespace sig::ips {

bool TcpSide::hold(std::uint32_t sequence, std::string_view bytes) {
  const std::uint32_t start = sequence;
  if (held_ == nullptr) held_ = std::make_unique<std::vector<Piece>>();
  bool is_same = true;
  size_t at = 0;
  while (!bytes.empty()) {
    // The first held piece that ends behind our first byte.
    while (at < held_->size() &&
           distance((*held_)[at].sequence + static_cast<std::uint32_t>((*held_)[at].bytes.size()),
                    sequence) <= 0) {
      ++at;
    }
    if (at == held_->size() ||
        distance((*held_)[at].sequence, sequence + static_cast<std::uint32_t>(bytes.size())) >= 0) {
      held_->insert(held_->begin() + static_cast<std::ptrdiff_t>(at),
                    Piece{sequence, std::string(bytes)});
      held_bytes_ += static_cast<std::uint32_t>(bytes.size());
      return is_same;
    }
    const std::int32_t before = distance((*held_)[at].sequence, sequence);
    if (before > 0) {
      const std::string_view front = bytes.substr(0, static_cast<size_t>(before));
      held_->insert(held_->begin() + static_cast<std::ptrdiff_t>(at),
                    Piece{sequence, std::string(front)});
      held_bytes_ += static_cast<std::uint32_t>(front.size());
      bytes.remove_prefix(front.size());
      sequence += static_cast<std::uint32_t>(before);
      continue;
    }
    Piece& known = (*held_)[at];
    const auto inside = static_cast<size_t>(-before);
    const size_t common = std::min(known.bytes.size() - inside, bytes.size());
    if (std::string_view(known.bytes).substr(inside, common) != bytes.substr(0, common)) {
      is_same = false;
      // Windows: a segment that begins in front of one that is held is preferred to it.
      if (distance(start, known.sequence) < 0)
        known.bytes.replace(inside, common, bytes, 0, common);
    }
    bytes.remove_prefix(common);
    sequence += static_cast<std::uint32_t>(common);
  }
  return is_same;
}

std::string_view TcpSide::ready() {
  while (has_held()) {
    Piece& first = held_->front();
    const std::int32_t ahead = distance(first.sequence, next_);
    if (ahead > 0) return {};
    const auto behind = static_cast<size_t>(-ahead);
    if (behind < first.bytes.size()) return std::string_view(first.bytes).substr(behind);
    pop();
  }
  return {};
}

void TcpSide::pop() {
  held_bytes_ -= static_cast<std::uint32_t>(held_->front().bytes.size());
  held_->erase(held_->begin());
}

void TcpSide::drop_held() {
  held_.reset();
  held_bytes_ = 0;
}

}  // namespace sig::ips
