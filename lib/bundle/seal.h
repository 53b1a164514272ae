#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sig::bundle {

/// The bytes behind a header line whose digest they match. Only check_seal makes one and every
/// parser of bundles takes one, so nothing is parsed that was not verified before. A view into the
/// bytes that were checked.
class SealedPayload {
 public:
  std::string_view bytes() const { return bytes_; }

 private:
  explicit SealedPayload(std::string_view bytes) : bytes_(bytes) {}
  friend Result<SealedPayload> check_seal(std::string_view bytes, std::string_view name);
  std::string_view bytes_;
};

/// "sigctl-bundle/1 sha256:<hex of payload>\n" + payload.
std::string add_seal(std::string_view payload);

/// Compares the SHA-256 in the header line with that of the rest. Looks at nothing else.
Result<SealedPayload> check_seal(std::string_view bytes, std::string_view name);

}  // namespace sig::bundle
