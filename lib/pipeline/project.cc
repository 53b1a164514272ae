#include "pipeline/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "check/check.h"
#include "pipeline/engines.h"
#include "promote/release.h"
#include "source/source.h"

namespace sig::pipeline {
namespace {

constexpr std::string_view project_file = "sigctl.yaml";

/// One finding in one line, for commands that only need a valid project.
Error first_finding(const Diagnostics& diagnostics) {
  const std::vector<Diagnostic> all = diagnostics.sorted();
  const auto worst = std::find_if(
      all.begin(), all.end(), [](const Diagnostic& d) { return d.level == Level::Error; });
  std::string message = worst->message;
  if (worst->at) {
    const Place place = diagnostics.sources().place_of(*worst->at);
    message = fmt::format("{}:{}:{}: {}",
                          diagnostics.sources().at(worst->at->source).name(),
                          place.line,
                          place.column,
                          worst->message);
  }
  return input_error(message, "see every finding with: sigctl validate");
}

void keep_highest(std::map<std::string, ManifestSignature>& known,
                  const std::vector<ManifestSignature>& more) {
  for (const ManifestSignature& signature : more) {
    const auto [it, is_new] = known.try_emplace(signature.id, signature);
    if (!is_new && it->second.rev < signature.rev) it->second = signature;
  }
}

}  // namespace

Result<std::string> find_project(const std::string& start) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(start.empty() ? "." : start, error);
  if (error || !is_folder(folder.string())) {
    return io_error("there is no folder " + quote(start, 240));
  }
  for (folder = folder.lexically_normal();; folder = folder.parent_path()) {
    if (is_file((folder / project_file).string())) return folder.string();
    if (folder == folder.parent_path()) break;
  }
  return input_error(fmt::format("no {} in {} or above it", project_file, quote(start, 240)),
                     "make a project with: sigctl init NAME");
}

Result<Project> load_project(const std::string& start) {
  const std::string folder = TRY(find_project(start));
  Diagnostics diagnostics;
  Project project = TRY(source::read_project(folder, diagnostics));
  if (diagnostics.has_errors()) return first_finding(diagnostics);
  return project;
}

Result<const Environment*> find_environment(const Project& project, const std::string& name) {
  if (const Environment* found = project.find_environment(name)) return found;
  std::vector<std::string_view> names;
  for (const Environment& environment : project.environments)
    names.push_back(environment.name);
  return usage_error("there is no environment " + quote(name),
                     "sigctl.yaml names " + (names.empty() ? "none" : join_or(names)));
}

Result<Checked> check_project(const CheckRequest& request, Diagnostics& diagnostics) {
  const std::string folder = TRY(find_project(request.folder));
  Checked checked;
  checked.project = TRY(source::read_project(folder, diagnostics));
  checked.signatures = TRY(source::read_signatures(checked.project, diagnostics));
  check::run_all({.signatures = checked.signatures,
                  .project = &checked.project,
                  .last_release = last_released(checked.project),
                  .now = request.now,
                  .cache_folder = request.cache_folder},
                 diagnostics);
  note_unrunnable(checked.signatures, diagnostics);
  return checked;
}

Result<std::vector<Signature>> check_paths(const CheckRequest& request, Diagnostics& diagnostics) {
  std::vector<Signature> signatures =
      TRY(source::read_signature_paths(request.paths, {}, diagnostics));
  check::run_all(
      {.signatures = signatures, .now = request.now, .cache_folder = request.cache_folder},
      diagnostics);
  note_unrunnable(signatures, diagnostics);
  return signatures;
}

std::vector<ManifestSignature> last_released(const Project& project) {
  std::map<std::string, ManifestSignature> known;
  for (const Environment& environment : project.environments) {
    const auto entries = promote::read_history(project.root, environment.name);
    if (!entries || entries->empty()) continue;
    const auto content = promote::read_release_content(project.root, entries->back());
    if (!content) continue;
    const auto sealed = bundle::open_bytes(content->bundle_bytes, environment.name);
    if (sealed) keep_highest(known, sealed->manifest.signatures);
  }
  std::vector<ManifestSignature> out;
  for (auto& [id, signature] : known)
    out.push_back(std::move(signature));
  return out;
}

std::vector<std::string> source_paths(const Project& project) {
  std::vector<std::string> paths{std::string(project_file)};
  paths.insert(paths.end(), project.sources.begin(), project.sources.end());
  return paths;
}

Result<std::string> start_repository(const std::string& folder) {
  return promote::init_repository(folder, "The repository as sigctl init writes it");
}

}  // namespace sig::pipeline
