#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sig::protocol {

/// The body of one message, decoded while it comes: gzip and raw deflate. Of a coding that is not
/// known here nothing is shown, except under its own name in the headers.
class Http2Body {
 public:
  /// By the value of content-encoding; before the first piece.
  void set_coding(std::string_view coding);
  /// Keeps up to `most_kept` bytes. False: the coding is broken; what comes after is left aside.
  bool add(std::string_view piece, size_t most_kept, std::uint64_t most_decoded);
  void lose() { has_gap_ = true; }

  std::string_view bytes() const { return bytes_; }
  std::uint64_t size() const { return size_; }  ///< decoded, all of it
  bool is_whole() const { return !has_gap_ && !is_cut_ && size_ == bytes_.size(); }
  bool has_begun() const { return has_begun_; }
  size_t held_bytes() const;

 private:
  struct Free {
    void operator()(z_stream* stream) const;
  };
  void keep(std::string_view decoded, size_t most_kept);
  bool inflate_piece(std::string_view piece, size_t most_kept, std::uint64_t most_decoded);

  std::unique_ptr<z_stream, Free> stream_;
  std::string bytes_;
  std::uint64_t size_ = 0;
  bool has_gap_ = false;
  bool has_begun_ = false;
  bool is_over_ = false;  ///< nothing more is decoded
  bool is_cut_ = false;   ///< though there was more
};

}  // namespace sig::protocol
