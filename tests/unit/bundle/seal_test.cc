#include "bundle/seal.h"

#include <catch2/catch.hpp>

#include "base/digest.h"
#include "bundle/bundle_file.h"
#include "tests/support/bundles.h"

namespace sig::bundle {
namespace {

/// The messages of check_seal, which are given before a parser sees a byte.
bool is_from_seal(const Error& error) {
  const auto has = [&](std::string_view part) {
    return error.message.find(part) != std::string::npos;
  };
  return error.context.empty() &&
         (has(" is not a bundle: ") || has(" has bundle format ") ||
          has(" has a damaged header line") || has(" was changed or cut: "));
}

TEST_CASE("every flip of one bit is refused by the seal, before anything is parsed") {
  const std::string good = test::small_bundle_bytes();
  REQUIRE(good.size() < 8192);
  REQUIRE(open_bytes(good, "b"));
  size_t refused = 0;
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string flipped = good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    // Parsers take a SealedPayload, which check_seal alone can make: no payload, no parsing.
    const bool is_sealed = static_cast<bool>(check_seal(flipped, "b"));
    const auto opened = open_bytes(std::move(flipped), "b");
    if (!is_sealed && !opened && is_from_seal(opened.error())) ++refused;
  }
  CHECK(refused == good.size() * 8);
}

TEST_CASE("a bundle cut at any length or with bytes behind it is refused by the seal") {
  const std::string good = test::small_bundle_bytes();
  for (size_t length = 0; length < good.size(); ++length) {
    const auto opened = open_bytes(good.substr(0, length), "b");
    REQUIRE_FALSE(opened);
    REQUIRE(is_from_seal(opened.error()));
  }
  for (size_t extra = 1; extra <= 1000; ++extra) {
    REQUIRE(is_from_seal(open_bytes(good + std::string(extra, '\0'), "b").error()));
  }
  CHECK(is_from_seal(open_bytes(good + good, "b").error()));
}

struct Header {
  std::string_view name;
  std::string bytes;
  std::string_view message, hint;
};

TEST_CASE("a header line that does not fit says what to do") {
  const std::string zeros(64, '0');
  const auto header = GENERATE_COPY(values<Header>({
      {"nothing",
       "",
       R"("b" is not a bundle: it does not begin with "sigctl-bundle/")",
       "make one with sigctl compile"},
      {"another file",
       "PK\x03\x04",
       R"("b" is not a bundle: it does not begin with "sigctl-bundle/")",
       "make one with sigctl compile"},
      {"a later format",
       "sigctl-bundle/2 sha512:00\n",
       R"("b" has bundle format "2"; this sigctl reads 1)",
       "open it with the sigctl that wrote it, or compile the sources again with this one"},
      {"upper case",
       "sigctl-bundle/1 sha256:" + std::string(64, 'A') + "\n",
       R"("b" has a damaged header line)",
       "copy it again, or compile it again from its sources"},
      {"no line end",
       "sigctl-bundle/1 sha256:" + zeros + "\r\n",
       R"("b" has a damaged header line)",
       "copy it again, or compile it again from its sources"},
      {"another digest",
       "sigctl-bundle/1 sha256:" + zeros + "\n",
       "\"b\" was changed or cut: its header states SHA-256 "
       "0000000000000000000000000000000000000000000000000000000000000000, its bytes have "
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
       "copy it again, or compile it again from its sources"},
  }));
  DYNAMIC_SECTION(header.name) {
    const auto opened = open_bytes(header.bytes, "b");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message == header.message);
    CHECK(opened.error().hint == header.hint);
    CHECK(opened.error().kind == ErrorKind::Input);
  }
}

TEST_CASE("the name of a bundle is the SHA-256 of the whole file") {
  const std::string bytes = test::small_bundle_bytes();
  CHECK(open_bytes(bytes, "b")->digest == sha256(bytes));
}

TEST_CASE("a bundle over the limit is refused by its size") {
  const std::string bytes = test::small_bundle_bytes();
  const auto opened = open_bytes(bytes, "b", {.bytes = 1000});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message ==
        "\"b\" has " + std::to_string(bytes.size()) + " bytes; the limit of a bundle is 1000");
}

}  // namespace
}  // namespace sig::bundle
