#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sig {

/// A SHA-256 value (FIPS 180-4). Plain value, ordered by bytes.
struct Digest {
  std::array<unsigned char, 32> bytes{};

  std::string hex() const;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest sha256(std::string_view bytes);

/// Strict: 64 lower-case hexadecimal digits.
Result<Digest> parse_digest(std::string_view hex);

/// SHA-256 over pieces. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A digest of a multiset of records: the sum of their SHA-256 values modulo 2^256 (AdHash, Bellare
/// and Micciancio 1997). The order of `add` and the split over workers or shards do not change it.
/// It shows that two runs agree; it is no defence against one who chooses the records.
struct MultisetDigest {
  std::array<unsigned char, 32> sum{};

  void add(std::string_view record);
  void merge(const MultisetDigest& other);
  std::string hex() const;
  friend bool operator==(const MultisetDigest&, const MultisetDigest&) = default;
};

}  // namespace sig
