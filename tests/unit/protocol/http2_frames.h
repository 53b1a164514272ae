#pragma once

#include <nghttp2/nghttp2.h>

#include <catch2/catch.hpp>
#include <memory>

#include "session_units.h"

namespace sig::protocol {

inline const std::string http2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A number of `size` bytes, the highest first.
inline std::string be(std::uint64_t value, size_t size) {
  std::string out = le(value, size);
  return {out.rbegin(), out.rend()};
}

inline std::string h2_frame(std::uint8_t type,
                            std::uint8_t flags,
                            std::uint32_t stream,
                            const std::string& payload) {
  return be(payload.size(), 3) + be(type, 1) + be(flags, 1) + be(stream, 4) + payload;
}

constexpr std::uint8_t end_stream = 1, end_headers = 4, padded = 8, with_priority = 32;

inline std::string h2_data(std::uint32_t stream, const std::string& text, std::uint8_t flags = 0) {
  return h2_frame(0, flags, stream, text);
}
inline std::string h2_settings(std::uint16_t id, std::uint32_t value) {
  return h2_frame(4, 0, 0, be(id, 2) + be(value, 4));
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Codes headers as an endpoint does, with a table that grows.
class Coder {
 public:
  Coder() {
    nghttp2_hd_deflater* made = nullptr;
    REQUIRE(nghttp2_hd_deflate_new(&made, 4096) == 0);
    deflater_.reset(made);
  }
  std::string block(const Fields& fields) {
    std::vector<nghttp2_nv> list;
    for (const auto& [name, value] : fields) {
      list.push_back({bytes_of(name), bytes_of(value), name.size(), value.size(), 0});
    }
    std::string out(nghttp2_hd_deflate_bound(deflater_.get(), list.data(), list.size()), '\0');
    const ssize_t size =
        nghttp2_hd_deflate_hd(deflater_.get(), bytes_of(out), out.size(), list.data(), list.size());
    REQUIRE(size >= 0);
    out.resize(static_cast<size_t>(size));
    return out;
  }
  std::string headers(std::uint32_t stream, std::uint8_t flags, const Fields& fields) {
    return h2_frame(1, static_cast<std::uint8_t>(flags | end_headers), stream, block(fields));
  }

 private:
  static std::uint8_t* bytes_of(const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  }
  struct Free {
    void operator()(nghttp2_hd_deflater* deflater) const { nghttp2_hd_deflate_del(deflater); }
  };
  std::unique_ptr<nghttp2_hd_deflater, Free> deflater_;
};

inline Fields h2_get(const std::string& path) {
  return {{":method", "GET"}, {":path", path}, {":scheme", "http"}, {":authority", "Host.example"}};
}

/// A flow from its detection on.
inline SeenUnits h2_units(const std::vector<Said>& pieces, std::uint16_t port = 8080) {
  SeenUnits seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 6, 40000, port);
  for (const Said& piece : pieces)
    session.data(piece.to_server, piece.bytes, seen);
  session.end(true, seen);
  session.end(false, seen);
  return seen;
}

}  // namespace sig::protocol
