#pragma once

#include <cstdint>
#include <string_view>

namespace sig::traffic {

/// The parts of an absolute URL that go into a request.
struct WebUrl {
  std::string_view authority;  ///< without user information; empty when the URL is none of ours
  std::string_view target;     ///< path and query, without the fragment; "/" when empty
  std::uint16_t port = 0;
};

/// Splits http, https, ws and wss URLs (RFC 3986 3); any other gives an empty authority.
WebUrl split_web_url(std::string_view url);

}  // namespace sig::traffic
