#include "bundle/bundle_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "bundle/archive.h"
#include "bundle/manifest.h"
#include "bundle/paths.h"
#include "bundle/seal.h"

namespace sig::bundle {
namespace {

/// A producer stops at 80 % of what consumers take, so that what it made stays readable with room.
Limits for_producer(const Limits& limits) {
  return {limits.bytes / 5 * 4, limits.files / 5 * 4, limits.path_bytes / 5 * 4};
}

Status check_amount(std::string_view what, std::uint64_t found, std::uint64_t limit) {
  if (found <= limit) return ok();
  return input_error(
      fmt::format("the bundle would have {} {}; the limit is {}, 80 % of what a consumer takes",
                  found,
                  what,
                  limit),
      "split the signatures over two projects");
}

/// The files of an opened bundle against its manifest: the same paths in the same order, the same
/// sizes and digests.
Status check_contents(const BundleManifest& manifest, const std::vector<BundleFile>& files) {
  const size_t common = std::min(manifest.files.size(), files.size());
  for (size_t i = 0; i < common; ++i) {
    const ManifestFile& row = manifest.files[i];
    if (row.path != files[i].path) {
      return input_error(fmt::format("the archive holds {} where {} names {}",
                                     quote(files[i].path, 240),
                                     manifest_path,
                                     quote(row.path, 240)));
    }
    if (row.bytes != files[i].bytes.size() || row.digest != sha256(files[i].bytes)) {
      return input_error(
          fmt::format("file {} is not the one that {} names", quote(row.path, 240), manifest_path));
    }
  }
  if (manifest.files.size() > common) {
    return input_error(fmt::format("file {} is missing", quote(manifest.files[common].path, 240)));
  }
  if (files.size() > common) {
    return input_error(
        fmt::format("file {} is not in {}", quote(files[common].path, 240), manifest_path));
  }
  return ok();
}

Result<SealedBundle> open_payload(const SealedPayload& payload, const Limits& limits) {
  SealedBundle out;
  out.files = TRY(unpack(payload, limits));
  if (out.files.empty() || out.files.front().path != manifest_path) {
    return input_error(fmt::format("the first file is not {}", manifest_path));
  }
  out.manifest = TRY(read_manifest(out.files.front().bytes, limits));
  out.files.erase(out.files.begin());
  TRY(check_contents(out.manifest, out.files));
  return out;
}

}  // namespace

Result<std::string> seal(BundleManifest manifest,
                         std::vector<BundleFile> files,
                         const Limits& limits) {
  const Limits allowed = for_producer(limits);
  TRY(check_amount("files", files.size() + 1, allowed.files));
  TRY(check_amount("signatures", manifest.signatures.size(), max_manifest_signatures / 5 * 4));
  std::sort(
      files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  manifest.files.clear();
  std::uint64_t total = 0;
  for (const BundleFile& file : files) {
    manifest.files.push_back({file.path, sha256(file.bytes), file.bytes.size()});
    total += file.bytes.size();
  }
  TRY(check_amount("bytes", total, allowed.bytes));
  TRY(check_manifest(manifest, allowed));
  std::string text = manifest_text(manifest);
  TRY(check_amount("bytes in manifest.json", text.size(), max_manifest_bytes / 5 * 4));
  files.insert(files.begin(), BundleFile{std::string(manifest_path), std::move(text)});
  std::string sealed = add_seal(pack(files));
  TRY(check_amount("bytes", sealed.size(), allowed.bytes));
  return sealed;
}

Result<SealedBundle> open_bytes(std::string bytes, std::string_view name, const Limits& limits) {
  if (bytes.size() > limits.bytes) {
    return input_error(fmt::format("{} has {} bytes; the limit of a bundle is {}",
                                   quote(name, 240),
                                   bytes.size(),
                                   limits.bytes));
  }
  const SealedPayload payload = TRY(check_seal(bytes, name));
  Result<SealedBundle> opened = open_payload(payload, limits);
  if (!opened) return std::move(opened).error().during(fmt::format("opening {}", quote(name, 240)));
  opened->digest = sha256(bytes);
  opened->bytes = std::move(bytes);
  return opened;
}

Result<SealedBundle> open(const std::string& path, const Limits& limits) {
  std::string bytes = TRY(read_file(path, limits.bytes));
  return open_bytes(std::move(bytes), path, limits);
}

}  // namespace sig::bundle
