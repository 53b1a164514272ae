#include "base/md5.h"

#include <openssl/evp.h>

#include <array>

#include "base/text.h"

namespace sig {

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, 16> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  return to_hex(digest);
}

}  // namespace sig
