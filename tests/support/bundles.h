#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "bundle/bundle_file.h"
#include "model/bundle.h"

namespace sig::test {

/// Parts of a small valid bundle: one signature, its source and its artifact.
inline std::pair<BundleManifest, std::vector<BundleFile>> small_bundle(
    const std::string& value = "../") {
  const std::string artifact = "{\"pattern\":\"" + value + "\"}\n";
  BundleManifest manifest;
  manifest.project = "shop-edge";
  manifest.revision = "0123456789abcdef0123456789abcdef01234567";
  manifest.signatures = {{"path-traversal",
                          3,
                          Surface::HttpRequest,
                          Action::Block,
                          Confidence::High,
                          {"signatures/web.yaml", 1},
                          sha256(value)}};
  manifest.artifacts = {{"sigmatchd", std::string(matcher_artifact_path), sha256(artifact)}};
  return {manifest,
          {{"sources/signatures/web.yaml", "id: path-traversal\nmatch: " + value + "\n"},
           {std::string(matcher_artifact_path), artifact}}};
}

/// The bytes of that bundle.
inline std::string small_bundle_bytes(const std::string& value = "../") {
  auto [manifest, files] = small_bundle(value);
  return *bundle::seal(std::move(manifest), std::move(files));
}

}  // namespace sig::test
