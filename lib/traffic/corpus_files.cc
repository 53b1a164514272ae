#include "traffic/corpus_files.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "traffic/byte_input.h"
#include "traffic/corpus.h"

namespace sig::traffic {
namespace {

constexpr size_t longest_path = 240;

bool is_recording(std::string_view path) {
  const std::string name = file_name(path);
  if (path == "corpus.yaml" || name.starts_with("README")) return false;
  for (const std::string_view part : split(path, '/')) {
    if (part.starts_with('.')) return false;
  }
  return true;
}

/// What quote() shows unchanged can be written into corpus.yaml and read back.
bool is_plain_name(const std::string& path) {
  return path.size() <= longest_path && quote(path, longest_path) == '"' + path + '"';
}

}  // namespace

Result<std::vector<std::string>> list_recordings(const std::string& folder) {
  std::vector<std::string> paths = TRY(list_tree(folder));
  std::erase_if(paths, [](const std::string& path) { return !is_recording(path); });
  for (const std::string& path : paths) {
    if (is_plain_name(path)) continue;
    return input_error(
        fmt::format("the name {} cannot be pinned: it is over {} bytes, not UTF-8 or holds control "
                    "characters",
                    quote(path, longest_path),
                    longest_path),
        "rename the file");
  }
  return paths;
}

std::string name_of_folder(const std::string& folder) {
  std::error_code ignored;
  std::filesystem::path path = std::filesystem::absolute(folder, ignored).lexically_normal();
  if (path.filename().empty()) path = path.parent_path();
  return path.filename().generic_string();
}

Result<std::uint64_t> size_of_file(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return io_error(fmt::format("cannot read {}: {}", quote(path, 240), error.message()));
  return static_cast<std::uint64_t>(size);
}

Result<std::vector<std::string>> compare_with_folder(const CorpusManifest& manifest,
                                                     const std::string& folder) {
  const std::vector<std::string> there = TRY(list_recordings(folder));
  std::vector<std::string> differences;
  auto found = there.begin();
  const auto not_pinned_before = [&](const std::string& path) {
    for (; found != there.end() && (path.empty() || *found < path); ++found)
      differences.push_back(quote(*found, longest_path) + " is not pinned");
  };
  for (const PinnedFile& file : manifest.files) {
    not_pinned_before(file.path);
    if (found == there.end() || *found != file.path) {
      differences.push_back(quote(file.path, longest_path) + " is missing");
      continue;
    }
    ++found;
    const Digest digest = TRY(digest_of_file(join_path(folder, file.path)));
    if (digest == file.digest) continue;
    differences.push_back(fmt::format("{} has changed: its SHA-256 is {}, pinned was {}",
                                      quote(file.path, longest_path),
                                      digest.hex(),
                                      file.digest.hex()));
  }
  not_pinned_before({});
  return differences;
}

}  // namespace sig::traffic
