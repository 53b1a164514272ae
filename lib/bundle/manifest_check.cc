#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "bundle/manifest.h"
#include "bundle/paths.h"

namespace sig::bundle {
namespace {

template <class Row, class Key>
Status check_ascending(const std::vector<Row>& rows, std::string_view what, Key key) {
  for (size_t i = 1; i < rows.size(); ++i) {
    if (key(rows[i - 1]) < key(rows[i])) continue;
    return input_error(
        fmt::format("{}: {}[{}] is out of order or stands there twice", manifest_path, what, i));
  }
  return ok();
}

Status check_text(std::string_view text, std::string_view what) {
  if (is_valid_utf8(text)) return ok();
  return input_error(fmt::format("{}: {} {} is not UTF-8", manifest_path, what, quote(text)));
}

const ManifestFile* find_file(const BundleManifest& manifest, const std::string& path) {
  const auto found = std::lower_bound(
      manifest.files.begin(),
      manifest.files.end(),
      path,
      [](const ManifestFile& file, const std::string& wanted) { return file.path < wanted; });
  return found != manifest.files.end() && found->path == path ? &*found : nullptr;
}

Status check_signatures(const BundleManifest& manifest) {
  TRY(check_ascending(
      manifest.signatures, "signatures", [](const auto& row) -> const auto& { return row.id; }));
  for (const ManifestSignature& row : manifest.signatures) {
    if (row.id.empty())
      return input_error(fmt::format("{}: a signature without id", manifest_path));
    TRY(check_text(row.id, "signature"));
    TRY(check_text(row.origin.file, "file"));
  }
  return ok();
}

Status check_artifacts(const BundleManifest& manifest) {
  TRY(check_ascending(
      manifest.artifacts, "artifacts", [](const auto& row) -> const auto& { return row.path; }));
  for (const ManifestArtifact& row : manifest.artifacts) {
    TRY(check_text(row.engine, "engine"));
    const ManifestFile* file = find_file(manifest, row.path);
    if (file == nullptr || file->digest != row.digest) {
      return input_error(
          fmt::format("{}: the artifact {} of {} is not among the files with its digest",
                      manifest_path,
                      quote(row.path, 240),
                      quote(row.engine)));
    }
  }
  return ok();
}

Status check_losses(const BundleManifest& manifest) {
  TRY(check_ascending(manifest.losses, "losses", [](const CapabilityLoss& row) {
    return std::tie(row.signature, row.engine, row.reason);
  }));
  for (const CapabilityLoss& row : manifest.losses) {
    TRY(check_text(row.engine, "engine"));
    TRY(check_text(row.reason, "reason"));
    const bool is_known =
        std::binary_search(manifest.signatures.begin(),
                           manifest.signatures.end(),
                           ManifestSignature{row.signature},
                           [](const auto& a, const auto& b) { return a.id < b.id; });
    if (!is_known) {
      return input_error(fmt::format("{}: a loss of {}, which is not among the signatures",
                                     manifest_path,
                                     quote(row.signature)));
    }
  }
  return ok();
}

Status check_files(const BundleManifest& manifest, const Limits& limits) {
  TRY(check_ascending(
      manifest.files, "files", [](const auto& row) -> const auto& { return row.path; }));
  std::vector<std::string_view> paths{manifest_path};
  for (const ManifestFile& row : manifest.files)
    paths.push_back(row.path);
  return check_paths(paths, limits.path_bytes);
}

}  // namespace

Status check_manifest(const BundleManifest& manifest, const Limits& limits) {
  TRY(check_text(manifest.project, "project"));
  TRY(check_text(manifest.revision, "revision"));
  TRY(check_files(manifest, limits));
  TRY(check_signatures(manifest));
  TRY(check_artifacts(manifest));
  return check_losses(manifest);
}

}  // namespace sig::bundle
