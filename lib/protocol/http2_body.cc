#include "protocol/http2_body.h"

#include <algorithm>
#include <array>

namespace sig::protocol {
namespace {

constexpr int raw_deflate = -15;
constexpr int gzip = 15 + 16;
constexpr size_t inflate_state = 44U << 10U;  ///< zlib's memory for one stream, about

}  // namespace

void Http2Body::Free::operator()(z_stream* stream) const {
  inflateEnd(stream);
  delete stream;
}

void Http2Body::set_coding(std::string_view coding) {
  // Of other codings the compressed bytes would only mislead.
  if (coding == "br" || coding == "zstd") is_over_ = is_cut_ = true;
  if (coding != "gzip" && coding != "deflate") return;
  auto stream = std::make_unique<z_stream>();
  if (inflateInit2(stream.get(), coding == "gzip" ? gzip : raw_deflate) == Z_OK) {
    stream_.reset(stream.release());
  } else {
    is_over_ = is_cut_ = true;
  }
}

void Http2Body::keep(std::string_view decoded, size_t most_kept) {
  size_ += decoded.size();
  bytes_ += decoded.substr(0, most_kept - std::min(most_kept, bytes_.size()));
}

bool Http2Body::add(std::string_view piece, size_t most_kept, std::uint64_t most_decoded) {
  has_begun_ = true;
  // Behind a gap a compressed stream cannot be followed.
  if (has_gap_ && stream_) is_over_ = true;
  if (is_over_) return true;
  if (stream_) return inflate_piece(piece, most_kept, most_decoded);
  keep(piece, most_kept);
  return true;
}

bool Http2Body::inflate_piece(std::string_view piece,
                              size_t most_kept,
                              std::uint64_t most_decoded) {
  std::array<char, 8192> room;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream_->avail_in = static_cast<uInt>(piece.size());
  int status = Z_OK;
  do {
    stream_->next_out = reinterpret_cast<Bytef*>(room.data());
    stream_->avail_out = static_cast<uInt>(room.size());
    status = inflate(stream_.get(), Z_NO_FLUSH);
    keep({room.data(), room.size() - stream_->avail_out}, most_kept);
  } while (status == Z_OK && (stream_->avail_in != 0 || stream_->avail_out == 0) &&
           size_ < most_decoded);
  const bool is_broken = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
  if (is_broken || status == Z_STREAM_END || size_ >= most_decoded) {
    is_over_ = true;
    is_cut_ = status != Z_STREAM_END;
    stream_.reset();
  }
  return !is_broken;
}

size_t Http2Body::held_bytes() const {
  return bytes_.capacity() + (stream_ ? inflate_state : 0);
}

}  // namespace sig::protocol
