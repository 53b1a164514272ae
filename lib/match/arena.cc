#include "match/arena.h"

#include <algorithm>
#include <cstring>

namespace sig::match {
namespace {

constexpr size_t block_size = 64U << 10U;

}  // namespace

char* TextArena::reserve(size_t size) {
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < size) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const size_t room = std::max(size, block_size);
    blocks_.push_back({std::make_unique<char[]>(room), room});
  }
  return blocks_[block_].bytes.get() + used_;
}

std::string_view TextArena::keep(size_t used) {
  const std::string_view text(blocks_[block_].bytes.get() + used_, used);
  used_ += used;
  return text;
}

std::string_view TextArena::copy(std::string_view text) {
  char* room = reserve(text.size());
  if (!text.empty()) std::memcpy(room, text.data(), text.size());
  return keep(text.size());
}

void TextArena::reset() {
  size_t total = 0;
  for (size_t i = 0; i < blocks_.size(); ++i) {
    total += blocks_[i].size;
    if (total > kept_bytes) {
      blocks_.resize(i);
      break;
    }
  }
  block_ = 0;
  used_ = 0;
}

}  // namespace sig::match
