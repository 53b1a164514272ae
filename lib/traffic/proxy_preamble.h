#pragma once

#include <cstddef>
#include <string_view>

#include "traffic/http_message.h"

namespace sig::traffic {

/// What a client says to a proxy in front of the protocol proper: SOCKS4 and 4a, SOCKS5 (RFC 1928,
/// RFC 1929), HAProxy's PROXY protocol 1 and 2 (haproxy.org/download/2.9/doc/proxy-protocol.txt).
struct Preamble {
  Looks looks = Looks::No;
  size_t length = 0;  ///< where the protocol proper begins, when it looks so
};

Preamble read_preamble(std::string_view client_bytes);

}  // namespace sig::traffic
