#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sig::protocol {

/// What rules may ask of an X.509 certificate (RFC 5280), as text in Suricata's form.
struct Certificate {
  std::string subject;  ///< "C=US, O=Example, CN=example.org"
  std::string issuer;
  std::string serial;   ///< "00:AB:CD"
  std::uint64_t not_before = 0, not_after = 0;  ///< seconds since 1970
};

/// Nothing when the bytes are no certificate.
std::optional<Certificate> read_certificate(std::string_view der);

}  // namespace sig::protocol
