#include "protocol/http2_headers.h"

#include <algorithm>

namespace sig::protocol {
namespace {

/// What an endpoint may set its table to. Suricata keeps no more either.
constexpr size_t largest_table = 65536;

std::string_view view_of(const std::uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// The integer behind a prefix of five bits (RFC 7541, section 5.1); nothing when it is cut off or
/// larger than any table.
std::optional<std::uint64_t> take_size(std::string_view& bytes) {
  std::uint64_t value = static_cast<std::uint8_t>(bytes.front()) & 0x1fU;
  bytes.remove_prefix(1);
  if (value != 0x1f) return value;
  for (unsigned shift = 0; shift < 35 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value += static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

/// Updates of the table's size stand in front of a block (RFC 7541, section 4.2). The decoder obeys
/// them without telling.
void read_size_updates(std::string_view block,
                       Http2Headers& headers,
                       std::vector<std::uint64_t>& sizes) {
  while (!block.empty() && (static_cast<std::uint8_t>(block.front()) & 0xe0U) == 0x20) {
    const auto size = take_size(block);
    if (!size) return;
    headers.add({}, {});
    if (sizes.size() < Http2Headers::most_fields) sizes.push_back(*size);
  }
}

}  // namespace

void Http2Headers::add(std::string_view name, std::string_view value) {
  if (fields_.size() >= most_fields || name.size() + value.size() > most_bytes - text_.size())
    return;
  fields_.push_back({static_cast<std::uint32_t>(text_.size()),
                     static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  text_ += name;
  text_ += value;
}

std::string_view Http2Headers::name(size_t at) const {
  return std::string_view(text_).substr(fields_[at].at, fields_[at].name_size);
}

std::string_view Http2Headers::value(size_t at) const {
  const Field& field = fields_[at];
  return std::string_view(text_).substr(field.at + field.name_size, field.value_size);
}

std::optional<std::string_view> Http2Headers::first(std::string_view wanted) const {
  for (size_t at = 0; at < fields_.size(); ++at)
    if (name(at) == wanted) return value(at);
  return std::nullopt;
}

bool Http2HeaderDecoder::open() {
  if (inflater_) return true;
  nghttp2_hd_inflater* made = nullptr;
  if (nghttp2_hd_inflate_new(&made) != 0) return false;
  inflater_.reset(made);
  // Who looks on does not know which settings are in force: the blocks say how large their table
  // is.
  return nghttp2_hd_inflate_change_table_size(made, largest_table) == 0;
}

bool Http2HeaderDecoder::run(std::string_view piece, bool is_last, Http2Headers& headers) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(piece.data());
  size_t left = piece.size();
  while (true) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t used =
        nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, at, left, is_last ? 1 : 0);
    if (used < 0) return false;
    at += used;
    left -= static_cast<size_t>(used);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
      headers.add(view_of(field.name, field.namelen), view_of(field.value, field.valuelen));
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && left == 0) return true;
  }
  nghttp2_hd_inflate_end_headers(inflater_.get());
  return true;
}

Http2BlockProblem Http2HeaderDecoder::fail(Http2BlockProblem problem) {
  inflater_.reset();
  in_block_ = false;
  return problem;
}

Http2BlockProblem Http2HeaderDecoder::decode(std::string_view piece,
                                             bool is_last,
                                             Http2Headers& headers,
                                             std::vector<std::uint64_t>& size_updates) {
  if (!open()) return fail(Http2BlockProblem::Invalid);
  if (!in_block_) read_size_updates(piece, headers, size_updates);
  in_block_ = true;
  if (!run(piece, false, headers)) return fail(Http2BlockProblem::Invalid);
  if (!is_last) return Http2BlockProblem::None;
  // All bytes were taken: what is wrong now is that some are missing.
  if (!run({"", 0}, true, headers)) return fail(Http2BlockProblem::Truncated);
  in_block_ = false;
  return Http2BlockProblem::None;
}

size_t Http2HeaderDecoder::held_bytes() const {
  return inflater_ ? 1024 + nghttp2_hd_inflate_get_dynamic_table_size(inflater_.get()) : 0;
}

}  // namespace sig::protocol
