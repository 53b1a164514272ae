#include "traffic/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace sig::traffic {
namespace {

constexpr size_t bomb_cap = size_t{10} << 20U;
constexpr size_t most_codings = 3;
constexpr size_t piece = size_t{16} << 10U;

enum class Coding { Identity, Gzip, Deflate, Other };

Coding coding_named(std::string_view name) {
  const std::string lower = to_lower_ascii(trim(name));
  if (lower.empty() || lower == "identity") return Coding::Identity;
  if (lower == "gzip" || lower == "x-gzip") return Coding::Gzip;
  if (lower == "deflate") return Coding::Deflate;
  return Coding::Other;
}

// zlib's windowBits: 16 + 15 reads gzip only, 15 zlib, -15 the bare deflate that some servers send.
int window_bits(Coding coding, std::string_view bytes) {
  if (coding == Coding::Gzip) return 31;
  if (bytes.size() < 2) return 15;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  const bool has_zlib_header = (first & 0x0fU) == 8 && (first * 256U + second) % 31 == 0;
  return has_zlib_header ? 15 : -15;
}

Decoded inflate_all(Coding coding, std::string_view bytes, size_t limit, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits(coding, bytes)) != Z_OK) return Decoded::Damaged;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::array<unsigned char, piece> buffer;  // NOLINT: zlib writes it before it is read
  Decoded result = Decoded::Damaged;
  for (int status = Z_OK; status == Z_OK;) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    status = inflate(&stream, Z_NO_FLUSH);
    const size_t got = buffer.size() - stream.avail_out;
    const size_t kept = std::min(got, limit - out.size());
    out.append(reinterpret_cast<const char*>(buffer.data()), kept);
    if (kept < got) {
      result = Decoded::Cut;
      break;
    }
    if (status == Z_STREAM_END) result = Decoded::Whole;
  }
  inflateEnd(&stream);
  return result;
}

}  // namespace

Decoded remove_content_coding(std::string_view codings,
                              std::uint32_t limit,
                              std::string& bytes,
                              std::string& scratch) {
  const std::vector<std::string_view> names = split(codings, ',');
  if (names.size() > most_codings) return Decoded::Unchanged;
  for (const std::string_view name : names) {
    if (coding_named(name) == Coding::Other) return Decoded::Unchanged;
  }
  Decoded result = Decoded::Whole;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    const Coding coding = coding_named(*name);
    if (coding == Coding::Identity || bytes.empty()) continue;
    scratch.clear();
    const Decoded step = inflate_all(coding, bytes, std::min<size_t>(limit, bomb_cap), scratch);
    // A body that only claims to be compressed is shown as it came.
    if (scratch.empty() && step == Decoded::Damaged) return Decoded::Damaged;
    bytes.swap(scratch);
    result = step == Decoded::Whole ? result : step;
  }
  return result;
}

}  // namespace sig::traffic
