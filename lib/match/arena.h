#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace sig::match {

/// Memory for texts that live until the next reset. Addresses are stable; a reset keeps the blocks
/// (up to `kept_bytes`), so that a warm arena does not allocate. One thread.
class TextArena {
 public:
  static constexpr size_t kept_bytes = 64U << 20U;

  TextArena() = default;
  TextArena(TextArena&&) noexcept = default;
  TextArena& operator=(TextArena&&) noexcept = default;

  /// Room for `size` bytes; `keep` then says how many of them were used.
  char* reserve(size_t size);
  std::string_view keep(size_t used);
  std::string_view copy(std::string_view text);
  void reset();

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
  };
  std::vector<Block> blocks_;
  size_t block_ = 0;  ///< the one in use
  size_t used_ = 0;   ///< of it
};

}  // namespace sig::match
