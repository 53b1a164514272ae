#include "pipeline/rehearse.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "pipeline/build.h"
#include "pipeline/engines.h"
#include "pipeline/project.h"
#include "source/source.h"

namespace sig::pipeline {
namespace {

/// A folder with corpus.yaml as a corpus to replay.
Result<replay::CorpusInput> pinned_corpus(const std::string& folder, Diagnostics& diagnostics) {
  if (!is_file(join_path(folder, "corpus.yaml"))) {
    return input_error(quote(folder, 240) + " is not pinned: it has no corpus.yaml",
                       fmt::format("pin it with: sigctl corpus pin {} --label benign", folder));
  }
  replay::CorpusInput corpus;
  corpus.folder = folder;
  corpus.manifest = TRY(source::read_corpus_manifest(folder, diagnostics));
  if (diagnostics.has_errors()) return diagnostics.as_error();
  corpus.name = corpus.manifest.name;
  return corpus;
}

Result<replay::CorpusInput> named_corpus(const std::optional<Project>& project,
                                         const std::string& name,
                                         Diagnostics& diagnostics) {
  const CorpusRef* reference = project ? project->find_corpus(name) : nullptr;
  if (reference == nullptr) {
    if (is_folder(name)) return pinned_corpus(name, diagnostics);
    std::vector<std::string_view> names;
    if (project) {
      for (const CorpusRef& corpus : project->corpora)
        names.push_back(corpus.name);
    }
    const auto meant = closest_match(name, names);
    return input_error(fmt::format("no corpus {} in sigctl.yaml, and no such folder", quote(name)),
                       meant           ? fmt::format("did you mean {}?", *meant)
                       : names.empty() ? "name one under corpora: in sigctl.yaml"
                                       : "corpora: " + join_or(names));
  }
  replay::CorpusInput corpus =
      TRY(pinned_corpus(join_path(project->root, reference->path), diagnostics));
  corpus.name = reference->name;
  if (corpus.manifest.label != reference->label) {
    return input_error(fmt::format("corpus {} is pinned as {}, but sigctl.yaml says {}",
                                   quote(name),
                                   to_string(corpus.manifest.label),
                                   to_string(reference->label)),
                       "pin it again, or correct the label in sigctl.yaml");
  }
  return corpus;
}

/// Loose recordings as one unpinned corpus.
Result<replay::CorpusInput> loose_corpus(const std::vector<std::string>& paths,
                                         const ClientRule& client) {
  replay::CorpusInput corpus;
  corpus.name = "traffic";
  corpus.is_pinned = false;
  corpus.manifest.name = corpus.name;
  corpus.manifest.client = client;
  for (const std::string& path : paths) {
    if (is_folder(path)) {
      for (const std::string& file : TRY(list_tree(path))) {
        corpus.manifest.files.push_back({.path = join_path(path, file)});
      }
    } else {
      if (!is_file(path)) return io_error("there is no file or folder " + quote(path, 240));
      corpus.manifest.files.push_back({.path = path});
    }
  }
  if (corpus.manifest.files.empty()) return input_error("there is no recording to replay");
  return corpus;
}

/// Everything of a request but the signatures.
Result<replay::ReplayRequest> prepare(const RehearsalRequest& request,
                                      std::optional<Project>& project,
                                      Diagnostics& diagnostics) {
  if (const auto root = find_project(request.folder)) project = TRY(load_project(*root));
  replay::ReplayRequest out;
  for (const std::string& name : request.corpora) {
    out.corpora.push_back(TRY(named_corpus(project, name, diagnostics)));
  }
  if (!request.traffic.empty()) {
    out.corpora.push_back(TRY(loose_corpus(request.traffic, request.options.client)));
  }
  if (out.corpora.empty()) {
    return usage_error("nothing to replay",
                       "name a corpus with --corpus, or recordings with --traffic");
  }
  if (project) out.project = project->name;
  out.cache_folder = request.cache_folder;
  out.traffic = request.options;
  out.workers = request.workers;
  out.shard = request.shard;
  out.shards = request.shards;
  out.started = request.now;
  out.on_progress = request.on_progress;
  out.on_hit = request.on_hit;
  return out;
}

bool is_bundle(const std::string& path) {
  const std::string ending = extension(path);
  return is_file(path) && ending != ".yaml" && ending != ".yml" && ending != ".rules";
}

/// The native rules among the signatures, compiled; nothing where there is none.
Result<std::optional<replay::NativeRules>> compile_native(const std::vector<Signature>& signatures,
                                                          const std::string& cache_folder,
                                                          const std::string& engine = "builtin") {
  std::vector<IpsRule> rules = TRY(source::typed_rules(signatures));
  if (rules.empty()) return std::optional<replay::NativeRules>();
  replay::NativeRules out;
  for (const IpsRule& rule : rules) {
    out.signatures.push_back(native_id(rule.gid, rule.sid));
  }
  out.ruleset = TRY(ips::Ruleset::compile(std::move(rules), {.cache_folder = cache_folder}));
  if (engine == "suricata") {
    out.suricata = TRY(engine::Suricata::find());
    out.suricata_rules = engine_rules(signatures);
  }
  return std::optional(std::move(out));
}

}  // namespace

Result<std::vector<Signature>> read_any_signatures(
    const std::vector<std::string>& paths,
    const std::map<std::string, std::vector<std::string>>& vars,
    Diagnostics& diagnostics) {
  if (paths.size() == 1 && is_bundle(paths[0])) {
    const SealedBundle sealed = TRY(bundle::open(paths[0]));
    return signatures_of(sealed);
  }
  std::vector<Signature> signatures = TRY(source::read_signature_paths(paths, vars, diagnostics));
  if (diagnostics.has_errors()) return diagnostics.as_error();
  if (signatures.empty()) return input_error("there is no signature in " + quote(paths.at(0), 240));
  return signatures;
}

Result<Rehearsal> rehearse(const RehearsalRequest& request, Diagnostics& diagnostics) {
  std::optional<Project> project;
  replay::ReplayRequest replaying = TRY(prepare(request, project, diagnostics));
  if (!request.bundle.empty()) {
    const SealedBundle sealed = TRY(bundle::open(request.bundle));
    replaying.signatures = TRY(signatures_of(sealed));
    replaying.bundle = sealed.digest;
    replaying.project = sealed.manifest.project;
    if (project && project->name == sealed.manifest.project) TRY(store_bundle(*project, sealed));
  } else {
    replaying.signatures = TRY(read_any_signatures(request.sources, request.vars, diagnostics));
  }
  replaying.native =
      TRY(compile_native(replaying.signatures, request.cache_folder, request.engine));
  if (request.engine != "builtin" && !replaying.native) {
    return input_error("there is no native rule for " + request.engine + " to run",
                       "name *.rules files, or a bundle that holds some");
  }
  const size_t signatures = replaying.signatures.size();
  Rehearsal rehearsal{TRY(replay::replay(replaying)), signatures};
  if (request.clock) rehearsal.evidence.finished = request.clock();
  return rehearsal;
}

Result<replay::Comparison> compare(const RehearsalRequest& request,
                                   const std::string& before,
                                   const std::string& after,
                                   Diagnostics& diagnostics) {
  std::optional<Project> project;
  replay::ReplayRequest replaying = TRY(prepare(request, project, diagnostics));
  replaying.signatures = TRY(read_any_signatures({before}, request.vars, diagnostics));
  std::vector<Signature> newer = TRY(read_any_signatures({after}, request.vars, diagnostics));
  replaying.native = TRY(compile_native(replaying.signatures, request.cache_folder));
  auto native_after = TRY(compile_native(newer, request.cache_folder));
  return replay::compare(replaying, std::move(newer), std::move(native_after));
}

Result<EngineComparison> compare_engines(const RehearsalRequest& request,
                                         Diagnostics& diagnostics) {
  using Place = std::tuple<std::string, std::string, std::string>;
  EngineComparison out;
  out.suricata_version = TRY(engine::Suricata::find()).version();
  std::map<Place, EngineDifference> found;
  for (const bool is_suricata : {false, true}) {
    RehearsalRequest one = request;
    one.engine = is_suricata ? "suricata" : "builtin";
    one.on_hit = [&](const replay::HitEvent& hit) {
      if (!hit.signature->native) return;
      EngineDifference& row = found[{hit.corpus, hit.example.file, hit.signature->id}];
      ++(is_suricata ? row.suricata : row.builtin);
    };
    const Rehearsal rehearsal = TRY(rehearse(one, diagnostics));
    out.invalid.insert(
        out.invalid.end(), rehearsal.evidence.invalid.begin(), rehearsal.evidence.invalid.end());
  }
  for (auto& [place, row] : found) {
    if (row.builtin == row.suricata) {
      ++out.agreed;
      continue;
    }
    std::tie(row.corpus, row.file, row.signature) = place;
    out.differences.push_back(std::move(row));
  }
  return out;
}

}  // namespace sig::pipeline
