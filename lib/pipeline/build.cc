#include "pipeline/build.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "compile/compile.h"
#include "model/signature_json.h"
#include "pipeline/ids.h"
#include "pipeline/project.h"
#include "promote/release.h"

namespace sig::pipeline {
namespace {

/// The files that the signatures were written in, as they are.
Result<std::vector<BundleFile>> source_files(const Project& project,
                                             const std::vector<Signature>& signatures) {
  std::set<std::string> paths;
  for (const Signature& signature : signatures)
    paths.insert(signature.origin.file);
  std::vector<BundleFile> files;
  for (const std::string& path : paths) {
    files.push_back({path, TRY(read_file(join_path(project.root, path)))});
  }
  return files;
}

/// The commit from which the same bundle can be made: its tree holds exactly these sources, and the
/// ids.lock of the request, or none where that one can be made anew. Empty when there is none.
std::string clean_revision(const Project& project, const compile::CompileRequest& request) {
  const auto state = promote::source_state(project.root, source_paths(project));
  if (!state || state->is_dirty) return "";
  const auto lock = promote::source_state(project.root, {std::string(id_lock_file)});
  if (!lock) return "";
  if (!lock->is_dirty) return state->commit;
  const bool is_untracked = lock->changes.front().starts_with("untracked");
  const auto is_first = compile::has_first_ids(request);
  return is_untracked && is_first && *is_first ? state->commit : "";
}

std::string store_of(const Project& project) {
  return join_path(project.root, ".sigctl");
}

std::string stored_path(const Project& project, const Digest& digest) {
  return join_path(store_of(project), "bundles/" + digest.hex() + ".bundle");
}

}  // namespace

Result<Built> build(const BuildRequest& request, Diagnostics& diagnostics) {
  const Checked checked = TRY(check_project(
      {.folder = request.folder, .now = request.now, .cache_folder = request.cache_folder},
      diagnostics));
  if (diagnostics.has_errors()) return diagnostics.as_error();
  if (checked.signatures.empty()) {
    return input_error("the project has no signatures",
                       "write one, or add its folder to sources: in sigctl.yaml");
  }
  const IdLockText lock = TRY(read_ids(checked.project));
  compile::CompileRequest compiling{
      .project = checked.project.name,
      .signatures = checked.signatures,
      .sources = TRY(source_files(checked.project, checked.signatures)),
      .ids = lock.ids,
      .id_range = checked.project.ids};
  compiling.revision = clean_revision(checked.project, compiling);
  compile::Compiled compiled = TRY(compile::for_targets(compiling));
  if (!compiled.new_ids.empty()) {
    if (request.is_locked) return missing_ids(compiled.new_ids);
    // Before the bundle: a number that is in use must be on record, one on record need not be in
    // use.
    TRY(add_ids(checked.project, lock, compiled.new_ids));
  }
  Built out;
  out.bundle =
      TRY(bundle::write(request.output, std::move(compiled.manifest), std::move(compiled.files)));
  out.new_ids = std::move(compiled.new_ids);
  TRY(store_bundle(checked.project, out.bundle));
  return out;
}

Status store_bundle(const Project& project, const SealedBundle& bundle) {
  const std::string path = stored_path(project, bundle.digest);
  if (is_file(path)) return ok();
  TRY(make_folders(parent_path(path)));
  // What can be made again is not for git; a `git add -A` must not take it along.
  TRY(write_atomically(join_path(store_of(project), ".gitignore"), "*\n"));
  return write_atomically(path, bundle.bytes);
}

Result<SealedBundle> find_bundle(const Project& project, const Digest& digest) {
  const std::string path = stored_path(project, digest);
  if (is_file(path)) {
    SealedBundle sealed = TRY(bundle::open(path));
    if (sealed.digest == digest) return sealed;
  }
  for (const Environment& environment : project.environments) {
    const auto entries = promote::read_history(project.root, environment.name);
    if (!entries) continue;
    for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {
      if (entry->bundle != digest) continue;
      auto content = TRY(promote::read_release_content(project.root, *entry));
      return bundle::open_bytes(std::move(content.bundle_bytes), environment.name);
    }
  }
  return input_error("no bundle with digest " + digest.hex() + " is known here",
                     "name its file with: --bundle FILE");
}

Result<std::vector<Signature>> signatures_of(const SealedBundle& bundle) {
  const BundleFile* artifact = bundle.find(matcher_artifact_path);
  if (artifact == nullptr) {
    return input_error("the bundle has no artifact for the built-in matcher",
                       "compile it again with this version of sigctl");
  }
  std::vector<Signature> signatures =
      TRY(read_signatures_document(artifact->bytes, matcher_artifact_path));
  if (const BundleFile* native = bundle.find(native_rules_path)) {
    std::vector<Signature> more = TRY(read_signatures_document(native->bytes, native_rules_path));
    std::move(more.begin(), more.end(), std::back_inserter(signatures));
    std::sort(signatures.begin(), signatures.end(), [](const Signature& a, const Signature& b) {
      return a.id < b.id;
    });
  }
  return signatures;
}

}  // namespace sig::pipeline
