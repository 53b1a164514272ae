#include "traffic/content_coding.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <random>

namespace sig::traffic {
namespace {

std::string pack(std::string_view text, int window_bits) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr int gzip = 31;
constexpr int zlib = 15;
constexpr int bare = -15;

TEST_CASE("content codings are removed, the last one first") {
  struct Case {
    std::string name, codings, bytes, text;
    Decoded outcome;
  };
  const std::string packed = pack("hello hello hello", gzip);
  const auto [name, codings, bytes, text, outcome] = GENERATE_REF(values<Case>({
      {"gzip", "gzip", packed, "hello hello hello", Decoded::Whole},
      {"x-gzip in capitals", " X-GZip ", packed, "hello hello hello", Decoded::Whole},
      {"deflate with a header", "deflate", pack("hello", zlib), "hello", Decoded::Whole},
      {"deflate without", "deflate", pack("hello", bare), "hello", Decoded::Whole},
      {"two codings", "deflate, gzip", pack(pack("hello", zlib), gzip), "hello", Decoded::Whole},
      {"identity", "identity", "hello", "hello", Decoded::Whole},
      {"br is left as it is", "br", "hello", "hello", Decoded::Unchanged},
      {"four codings are left as they are", "gzip,gzip,gzip,gzip", "x", "x", Decoded::Unchanged},
      {"what only claims to be gzip", "gzip", "hello", "hello", Decoded::Damaged},
      {"no bytes", "gzip", "", "", Decoded::Whole},
  }));
  DYNAMIC_SECTION(name) {
    std::string body = bytes;
    std::string scratch;
    CHECK(remove_content_coding(codings, 1000, body, scratch) == outcome);
    CHECK(body == text);
  }
}

TEST_CASE("a coded body that ends early is shown as far as it goes") {
  std::mt19937 random(1);
  std::string text;
  for (int i = 0; i < 50000; ++i)
    text += static_cast<char>('a' + random() % 26);
  std::string body = pack(text, gzip);
  body.resize(body.size() / 2);
  std::string scratch;
  CHECK(remove_content_coding("gzip", 1U << 20U, body, scratch) == Decoded::Damaged);
  CHECK(body.size() > 10000);
  CHECK(text.starts_with(body));
}

TEST_CASE("a gzip bomb is cut at the limit, and at 10 MiB whatever the limit") {
  const std::string bomb = pack(std::string(20U << 20U, 'x'), gzip);
  std::string scratch;
  std::string body = bomb;
  CHECK(remove_content_coding("gzip", 1000, body, scratch) == Decoded::Cut);
  CHECK(body.size() == 1000);
  body = bomb;
  CHECK(remove_content_coding("gzip", 1U << 31U, body, scratch) == Decoded::Cut);
  CHECK(body.size() == 10U << 20U);
}

}  // namespace
}  // namespace sig::traffic
