#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "bundle/bundle_file.h"
#include "model/bundle.h"

namespace sig::bundle {

inline constexpr std::string_view manifest_path = "manifest.json";

/// Caps of the reader of a manifest.
inline constexpr size_t max_manifest_bytes = 64U << 20U;
inline constexpr size_t max_manifest_signatures = 200000;
inline constexpr size_t max_manifest_losses = 4 * max_manifest_signatures;

/// What must hold of every manifest: sorted without repetition, paths that may stand in a bundle,
/// text in UTF-8, artifacts among the files with the same digest, losses of known signatures.
Status check_manifest(const BundleManifest& manifest, const Limits& limits);

/// manifest.json (schemas/manifest.schema.json): canonical, indented by two. The manifest must have
/// passed check_manifest.
std::string manifest_text(const BundleManifest& manifest);

/// Reads what manifest_text wrote, and refuses any other text.
Result<BundleManifest> read_manifest(std::string_view text, const Limits& limits);

}  // namespace sig::bundle
