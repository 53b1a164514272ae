#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "source/ips_draft.h"

namespace sig::source::ips {

/// The words behind the numbers of byte_test, byte_jump, byte_extract and byte_math.
struct ByteOptions {
  bool relative = false;
  bool from_beginning = false;
  bool from_end = false;
  bool is_text = false;  ///< string
  bool is_aligned = false;
  bool has_base = false;
  bool has_endian = false;
  IpsEndian endian = IpsEndian::Big;
  IpsNumberBase base = IpsNumberBase::Binary;
  std::uint64_t multiplier = 1;
  std::uint64_t align = 4;
  std::int64_t post_offset = 0;
  std::uint32_t mask = 0;
};

/// `allowed`: which of the words this keyword knows, besides those that all know. Nothing with a
/// finding for another word.
std::optional<ByteOptions> read_byte_options(std::span<const IpsWord> parts,
                                             std::span<const std::string_view> allowed,
                                             const IpsOption& option,
                                             IpsDraft& draft);
/// "post_offset 4" -> "post_offset" and "4".
std::pair<IpsWord, IpsWord> word_and_argument(const IpsWord& part);

/// A number or variable; a finding else.
std::optional<IpsAmount> byte_amount(const IpsWord& word,
                                     std::int64_t low,
                                     std::int64_t high,
                                     IpsDraft& draft);
/// Whether so many bytes can be read in that way; a finding else.
bool check_byte_count(const IpsAmount& bytes,
                      const ByteOptions& options,
                      const IpsWord& word,
                      IpsDraft& draft);

}  // namespace sig::source::ips
