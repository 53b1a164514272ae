// Both directions of an HTTP connection: turns are parted by NUL, and cut into pieces of the size
// that the first byte says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "traffic/http_parser.h"

namespace {

void touch(std::string_view text) {
  if (!text.empty() && text.front() == text.back() && text.size() == ~std::size_t{0}) std::abort();
}

void drain(sig::traffic::HttpParser& parser) {
  while (const auto* parsed = parser.next()) {
    const sig::HttpRequest& request = parsed->exchange.request;
    touch(request.method);
    touch(request.uri);
    for (const auto& header : request.headers)
      touch(header.value);
    touch(request.body);
    if (parsed->exchange.response) touch(parsed->exchange.response->body);
  }
}

void parse(std::string_view text, std::size_t piece) {
  sig::traffic::HttpParser parser({.body_limit = 1000, .header_limit = 1000});
  for (bool from_client = true; !text.empty(); from_client = !from_client) {
    const std::string_view turn = text.substr(0, text.find('\0'));
    for (std::size_t at = 0; at < turn.size(); at += piece) {
      if (from_client) {
        parser.client_data(turn.substr(at, piece), {});
      } else {
        parser.server_data(turn.substr(at, piece), {});
      }
      drain(parser);
    }
    text.remove_prefix(std::min(turn.size() + 1, text.size()));
  }
  parser.finish({});
  drain(parser);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  parse(text, bytes[0] == 0 ? 1 : bytes[0]);
  return 0;
}
