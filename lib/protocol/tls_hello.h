#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sig::protocol {

/// What a ClientHello or ServerHello says (RFC 8446 4.1). Views into the message.
struct TlsHello {
  std::uint16_t version = 0;
  std::string_view random;
  std::string sni;
  std::string ja3;  ///< the text; JA3S of a ServerHello (github.com/salesforce/ja3)
  bool is_tls13 = false;  ///< a ServerHello that chose TLS 1.3
};

/// False when the message is damaged; what was read until then stays.
bool read_client_hello(std::string_view message, TlsHello& hello);
bool read_server_hello(std::string_view message, TlsHello& hello);

}  // namespace sig::protocol
