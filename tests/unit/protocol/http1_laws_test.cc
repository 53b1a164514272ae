#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/protocol/http1_units.h"

namespace sig::protocol {
namespace {

const std::string client_bytes =
    "GET /a%20b?x=%27 HTTP/1.1\r\nHost: Example.com\r\nCookie: a=b\r\nX: y\r\n  folded\r\n\r\n"
    "POST /up HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=xYz\r\n"
    "Content-Length: 91\r\n\r\n"
    "--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n.txt\"\r\n\r\ncontent\r\n"
    "--xYz--\r\n1234"
    "PUT /f HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
    "chunked\r\n\r\n4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n";

const std::string server_bytes =
    "HTTP/1.1 200 OK\r\nServer: s\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    "0\r\nTrailer: t\r\n\r\n"
    "HTTP/1.1 204 No Content\r\nSet-Cookie: x\r\n\r\n"
    "HTTP/1.1 500 Bad\r\nContent-Length: 3\r\n\r\nend";

/// Units by direction: which side comes first depends on how they are interleaved.
std::pair<std::vector<SeenUnit>, std::vector<SeenUnit>> by_side(const SeenUnits& seen) {
  std::pair<std::vector<SeenUnit>, std::vector<SeenUnit>> sides;
  for (const SeenUnit& unit : seen.units)
    (unit.to_server ? sides.first : sides.second).push_back(unit);
  return sides;
}

/// libhtp 0.5.50 looks ahead at the line behind a message, and reads it otherwise when a piece ends
/// inside of it: rules of the real engine see that too, so such pieces are none of the law.
bool is_inside_start_line(const std::string& bytes, size_t at) {
  for (const std::string_view start : {"POST /up", "PUT /f", "HTTP/1.1 204", "HTTP/1.1 500"}) {
    const size_t line = bytes.find(start);
    if (line != std::string::npos && at > line && at < bytes.find('\n', line) + 1) return true;
  }
  return false;
}

void cut(bool to_server, const std::string& bytes, std::mt19937& random, std::vector<Said>& into) {
  const size_t most = 1U << (random() % 9U);
  for (size_t at = 0; at < bytes.size();) {
    size_t end = std::min(at + 1 + random() % most, bytes.size());
    while (is_inside_start_line(bytes, end))
      ++end;
    into.push_back({to_server, bytes.substr(at, end - at)});
    at = end;
  }
}

TEST_CASE("how the bytes are cut does not change the units") {
  const auto whole = by_side(units_of({{true, client_bytes}, {false, server_bytes}}));
  REQUIRE(whole.first.size() == 3);
  REQUIRE(whole.second.size() == 3);
  CHECK(whole.first[1].files ==
        std::vector<std::pair<std::string, std::string>>{{"n.txt", "content"}});
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937 random(seed);
    std::vector<Said> pieces;
    cut(true, client_bytes, random, pieces);
    cut(false, server_bytes, random, pieces);
    INFO("seed " << seed);
    REQUIRE(by_side(units_of(pieces)) == whole);
  }
}

TEST_CASE("damaged bytes give units and never more than was sent") {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    std::string client = client_bytes;
    std::string server = server_bytes;
    for (int hits = 0; hits < 8; ++hits) {
      client[random() % client.size()] = static_cast<char>(random());
      server[random() % server.size()] = static_cast<char>(random());
    }
    std::vector<Said> pieces;
    cut(true, client, random, pieces);
    cut(false, server, random, pieces);
    INFO("seed " << seed);
    for (const SeenUnit& unit : units_of(pieces).units) {
      if (unit.to_server) CHECK(unit.all(IpsBuffer::HttpRequestBody).size() <= 1);
      for (const auto& [buffer, bytes] : unit.values)
        CHECK(bytes.size() <= 2 * (client.size() + server.size()));
    }
  }
}

}  // namespace
}  // namespace sig::protocol
