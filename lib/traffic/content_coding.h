#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sig::traffic {

/// What became of a coded body.
enum class Decoded {
  Whole,      ///< every coding is removed
  Cut,        ///< `limit` or the 10 MiB bomb cap was reached; what was decoded so far is kept
  Damaged,    ///< the coded bytes end early or are corrupt; what was decoded so far is kept
  Unchanged,  ///< a coding that we cannot remove (br, zstd, ...); the bytes are as they came
};

/// Removes the codings that a Content-Encoding value names (RFC 9110 8.4.1: gzip, x-gzip, deflate
/// with or without a zlib header, identity; at most three), last first. `bytes` is replaced;
/// `scratch` keeps its capacity between calls.
Decoded remove_content_coding(std::string_view codings,
                              std::uint32_t limit,
                              std::string& bytes,
                              std::string& scratch);

}  // namespace sig::traffic
