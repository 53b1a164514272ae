#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace sig::traffic {

/// A pull stream of bytes: a file, a gzip file undone on the way (RFC 1952), or memory. One thread.
class ByteInput {
 public:
  virtual ~ByteInput() = default;
  /// Fills up to `size` > 0 bytes and says how many; 0 only at the end.
  virtual Result<size_t> read(char* into, size_t size) = 0;
};

/// A gzip stream that unpacks to more than this, or, above `ratio_free_bytes`, to more than this
/// many times its own size, is an error.
inline constexpr std::uint64_t max_unpacked_bytes = 1ULL << 36U;
inline constexpr std::uint64_t max_unpacking_ratio = 250;
inline constexpr std::uint64_t ratio_free_bytes = 16U << 20U;

/// Opens a regular file; gzip is known by its first bytes. `hash`, when given, sees every byte of
/// the file as it is stored and must outlive the input.
Result<std::unique_ptr<ByteInput>> open_bytes(const std::string& path, Sha256* hash = nullptr);

/// The SHA-256 of a regular file of any size, as it is stored.
Result<Digest> digest_of_file(const std::string& path);

/// The bytes must outlive the input.
std::unique_ptr<ByteInput> bytes_in_memory(std::string_view bytes);

/// Puts bytes that were read to look at them back in front of the rest.
std::unique_ptr<ByteInput> with_prefix(std::string prefix, std::unique_ptr<ByteInput> rest);

/// Reads until `size` bytes are there or the input ends.
Result<size_t> read_fully(ByteInput& input, char* into, size_t size);

/// Undoes gzip; all members of a file one after the other, zero padding behind them tolerated.
std::unique_ptr<ByteInput> unpack_gzip(std::unique_ptr<ByteInput> packed, std::string name);

}  // namespace sig::traffic
