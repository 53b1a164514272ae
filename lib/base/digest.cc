#include "base/digest.h"

#include <openssl/evp.h>

#include <stdexcept>

#include "base/handle.h"
#include "base/text.h"

namespace sig {

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>> context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MD_CTX_new());
  if (!state_->context || EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest digest;
  EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr);
  return digest;
}

std::string Digest::hex() const {
  return to_hex(bytes);
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Result<Digest> parse_digest(std::string_view hex) {
  Digest digest;
  const auto nibble = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (hex.size() != 64) return input_error("a SHA-256 digest has 64 digits, not " + quote(hex));
  for (size_t i = 0; i < 32; ++i) {
    const int high = nibble(hex[2 * i]);
    const int low = nibble(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return input_error("a SHA-256 digest has lower-case hexadecimal digits, not " + quote(hex));
    }
    digest.bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return digest;
}

void MultisetDigest::add(std::string_view record) {
  MultisetDigest one;
  one.sum = sha256(record).bytes;
  merge(one);
}

void MultisetDigest::merge(const MultisetDigest& other) {
  unsigned carry = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    const unsigned total = unsigned{sum[i]} + unsigned{other.sum[i]} + carry;
    sum[i] = static_cast<unsigned char>(total & 0xffU);
    carry = total >> 8U;
  }
}

std::string MultisetDigest::hex() const {
  return to_hex(sum);
}

}  // namespace sig
