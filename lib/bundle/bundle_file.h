#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/bundle.h"

namespace sig::bundle {

/// Caps of a consumer. The producer fails at 80 % of them.
struct Limits {
  std::uint64_t bytes = 1ULL << 30U;
  size_t files = 10000;
  size_t path_bytes = 240;
};

/// The bundle as bytes (schemas/bundle.md): a header line with the SHA-256 of the rest, then a
/// plain tar with manifest.json first. The same input gives the same bytes everywhere.
Result<std::string> seal(BundleManifest manifest,
                         std::vector<BundleFile> files,
                         const Limits& limits = {});

/// Writes it, opens and verifies what was written, and removes it on any failure.
Result<SealedBundle> write(const std::string& path,
                           BundleManifest manifest,
                           std::vector<BundleFile> files);

/// Verifies the digest over the raw bytes before anything is parsed, then the archive, then that
/// the manifest names exactly the files that are there with their digests.
Result<SealedBundle> open(const std::string& path, const Limits& limits = {});
Result<SealedBundle> open_bytes(std::string bytes,
                                std::string_view name,
                                const Limits& limits = {});

}  // namespace sig::bundle
