#include <fmt/format.h>
#include <zlib.h>

#include <vector>

#include "base/text.h"
#include "traffic/byte_input.h"

namespace sig::traffic {
namespace {

class GzipInput final : public ByteInput {
 public:
  GzipInput(std::unique_ptr<ByteInput> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), buffer_(64U << 10U) {
    // 16 + 15: gzip framing only, largest window.
    is_ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK;
  }
  GzipInput(const GzipInput&) = delete;
  GzipInput& operator=(const GzipInput&) = delete;
  ~GzipInput() override {
    if (is_ready_) inflateEnd(&stream_);
  }

  Result<size_t> read(char* into, size_t size) override {
    if (!is_ready_) return broken("cannot be unpacked: zlib has no memory");
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, 1U << 30U));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      const bool has_input = TRY(refill());
      if (!has_input) {
        if (in_member_) return broken("ends inside its gzip stream");
        return size_t{0};
      }
      if (!in_member_) {
        if (skip_padding()) continue;
        inflateReset(&stream_);
        in_member_ = true;
      }
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        in_member_ = false;
      } else if (status != Z_OK) {
        return broken("holds a damaged gzip stream");
      }
    }
    return account(wanted - stream_.avail_out);
  }

 private:
  /// True when there is packed input to work on.
  Result<bool> refill() {
    if (stream_.avail_in > 0) return true;
    const size_t got = TRY(packed_->read(buffer_.data(), buffer_.size()));
    packed_bytes_ += got;
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  /// Between members: true when zero bytes were removed.
  bool skip_padding() {
    const uInt before = stream_.avail_in;
    while (stream_.avail_in > 0 && *stream_.next_in == 0 && has_member_) {
      ++stream_.next_in, --stream_.avail_in;
    }
    has_member_ = true;
    return stream_.avail_in != before;
  }

  Result<size_t> account(size_t made) {
    unpacked_bytes_ += made;
    if (unpacked_bytes_ > max_unpacked_bytes) {
      return broken(fmt::format("unpacks to more than {} bytes", max_unpacked_bytes));
    }
    if (unpacked_bytes_ > ratio_free_bytes &&
        unpacked_bytes_ / max_unpacking_ratio > packed_bytes_) {
      return broken(fmt::format("unpacks to more than {} times its size", max_unpacking_ratio));
    }
    return made;
  }

  Error broken(std::string_view what) const {
    return input_error(fmt::format("{} {}", quote(name_, 240), what),
                       "unpack it with gunzip to see what is in it");
  }

  std::unique_ptr<ByteInput> packed_;
  std::string name_;
  std::vector<char> buffer_;
  z_stream stream_{};
  bool is_ready_ = false;
  bool in_member_ = false;
  bool has_member_ = false;
  std::uint64_t packed_bytes_ = 0;
  std::uint64_t unpacked_bytes_ = 0;
};

}  // namespace

std::unique_ptr<ByteInput> unpack_gzip(std::unique_ptr<ByteInput> packed, std::string name) {
  return std::make_unique<GzipInput>(std::move(packed), std::move(name));
}

}  // namespace sig::traffic
