#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "model/signature.h"

namespace sig {

struct ManifestSignature {
  std::string id;
  std::uint32_t rev = 0;
  Surface on = Surface::HttpRequest;
  Action action = Action::Alert;
  Confidence confidence = Confidence::Low;
  Origin origin;
  Digest digest;  ///< Signature::digest
};

struct ManifestFile {
  std::string path;  ///< inside the bundle: "sources/...", "artifacts/ENGINE/..."
  Digest digest;
  std::uint64_t bytes = 0;
};

struct ManifestArtifact {
  std::string engine;  ///< "sigmatchd"
  std::string path;
  Digest digest;
};

/// What a signature loses on an engine that cannot express it whole.
struct CapabilityLoss {
  std::string signature;
  std::string engine;
  std::string reason;
};

/// manifest.json of a bundle (schemas/bundle.md). Plain value.
struct BundleManifest {
  int format_version = 1;
  std::string project;
  std::string revision;  ///< the source commit, when the tree was clean; else empty
  std::vector<ManifestSignature> signatures;  ///< sorted by id
  std::vector<ManifestArtifact> artifacts;    ///< sorted by path
  std::vector<CapabilityLoss> losses;
  std::vector<ManifestFile> files;  ///< every file but manifest.json, sorted by path
};

struct BundleFile {
  std::string path;
  std::string bytes;
};

/// A bundle that was opened and verified. `digest` is the SHA-256 of the bytes of the bundle file.
struct SealedBundle {
  Digest digest;
  BundleManifest manifest;
  std::vector<BundleFile> files;
  std::string bytes;  ///< the file itself

  const BundleFile* find(std::string_view path) const {
    for (const BundleFile& file : files) {
      if (file.path == path) return &file;
    }
    return nullptr;
  }
};

/// Where the built-in matcher's artifact stands in a bundle.
inline constexpr std::string_view matcher_artifact_path = "artifacts/sigmatchd/signatures.json";
/// Where the native rules stand, for replay; an engine's own file of them is another artifact.
inline constexpr std::string_view native_rules_path = "artifacts/native/rules.json";

}  // namespace sig
