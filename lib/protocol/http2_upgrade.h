#pragma once

#include <string_view>

#include "protocol/http2_frames.h"
#include "protocol/http2_headers.h"

namespace sig::protocol {

/// Reads the request of HTTP/1 that asked for HTTP/2 ("Upgrade: h2c", RFC 7540, section 3.2), as
/// AppParser::handover() gives it: it is the request of stream 1. Its Host is the authority, its
/// HTTP2-Settings (base64url) stand for the client's SETTINGS frame, which fills `settings` anew;
/// without them it is empty.
void read_upgrade_request(std::string_view request,
                          Http2Headers& headers,
                          Http2FrameFacts& settings);

}  // namespace sig::protocol
