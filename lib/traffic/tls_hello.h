#pragma once

#include <string>
#include <string_view>

namespace sig::traffic {

/// What a TLS ClientHello says in the clear.
struct ClientHello {
  std::string sni;       ///< lower case; empty when there is none
  std::string ja3_text;  ///< version,ciphers,extensions,groups,formats (github.com/salesforce/ja3)
  std::string ja3;       ///< its MD5
};

enum class HelloOutcome {
  Hello,
  More,     ///< show the same bytes again with what follows
  None,     ///< not a TLS handshake that begins with a ClientHello
  Damaged,  ///< it is one, but contradicts itself
};

/// Reads a ClientHello (RFC 8446 4.1.2) from the first bytes that a client sends, over any number
/// of records (5.1). GREASE values (RFC 8701) are no part of the JA3 text. At most 64 KiB.
HelloOutcome parse_client_hello(std::string_view bytes, ClientHello& hello);

}  // namespace sig::traffic
