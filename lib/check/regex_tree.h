#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sig::check {

using ByteSet = std::bitset<256>;

/// A regex as a tree, as far as questions about its texts need it. Opaque stands for whatever is
/// not looked into (back-references, conditionals, subroutines): it may match anything.
struct RegexNode {
  enum class Kind { Bytes, Concatenation, Alternation, Repeat, Assertion, Opaque };
  Kind kind = Kind::Concatenation;  ///< an empty Concatenation matches the empty text
  ByteSet bytes;                    ///< Bytes: one byte out of these
  std::uint32_t least = 1;          ///< Repeat
  std::uint32_t most = 1;           ///< Repeat; unbounded below
  size_t start = 0;                 ///< where it stands in the pattern
  size_t length = 0;
  std::vector<RegexNode> children;

  static constexpr std::uint32_t unbounded = 0xffffffffU;
};

/// Parses PCRE2's syntax as its manual pcre2pattern(3) gives it, on bytes. Nothing when the pattern
/// is not understood; whether it is correct is for match::examine_regex to say. Depth is bounded.
std::optional<RegexNode> parse_regex(std::string_view pattern, bool ignore_case);

}  // namespace sig::check
