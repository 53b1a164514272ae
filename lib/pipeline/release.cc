#include "pipeline/release.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "pipeline/build.h"
#include "pipeline/project.h"
#include "promote/gate.h"
#include "promote/release.h"
#include "replay/evidence_file.h"
#include "source/source.h"

namespace sig::pipeline {
namespace {

/// What a gate and a promotion look at, read once.
struct Case {
  Project project;
  const Environment* environment = nullptr;
  SealedBundle bundle;
  std::vector<std::string> evidence_texts;
  std::vector<Evidence> evidence;
  std::vector<Release> history;
  std::vector<ManifestSignature> last_release;
  std::optional<Release> in_previous;
  std::vector<Digest> pinned;
};

Result<const Environment*> environment_of(const Project& project, const std::string& name) {
  if (const Environment* found = project.find_environment(name)) return found;
  std::vector<std::string_view> names;
  for (const Environment& environment : project.environments)
    names.push_back(environment.name);
  return usage_error("there is no environment " + quote(name),
                     "sigctl.yaml names " + (names.empty() ? "none" : join_or(names)));
}

/// The newest release that holds the bundle, if the environment runs it now.
std::optional<Release> running(const std::vector<Release>& history, const Digest& bundle) {
  if (history.empty() || history.back().bundle != bundle) return std::nullopt;
  // It runs since the first of the unbroken row of entries with this bundle.
  auto first = history.rbegin();
  while (std::next(first) != history.rend() && std::next(first)->bundle == bundle)
    ++first;
  return *first;
}

Result<std::vector<ManifestSignature>> signatures_released(const Project& project,
                                                           const std::vector<Release>& history) {
  if (history.empty()) return std::vector<ManifestSignature>{};
  auto content = TRY(promote::read_release_content(project.root, history.back()));
  const SealedBundle sealed =
      TRY(bundle::open_bytes(std::move(content.bundle_bytes), history.back().environment));
  return sealed.manifest.signatures;
}

Result<SealedBundle> bundle_of(const Project& project,
                               const GateRequest& request,
                               const std::vector<Evidence>& evidence) {
  if (!request.bundle.empty()) return bundle::open(request.bundle);
  if (evidence.empty()) {
    return usage_error("which bundle?",
                       "name it with --bundle FILE, or its evidence with --evidence FILE");
  }
  return find_bundle(project, evidence.front().bundle);
}

/// Digests of the corpus.yaml files as they are now; a corpus that cannot be read has none, and the
/// gate says that it is missing.
std::vector<Digest> pinned_now(const Project& project) {
  std::vector<Digest> digests;
  for (const CorpusRef& corpus : project.corpora) {
    Diagnostics ignored;
    const auto manifest =
        source::read_corpus_manifest(join_path(project.root, corpus.path), ignored);
    if (manifest && !ignored.has_errors()) digests.push_back(manifest->digest);
  }
  return digests;
}

Result<Case> open_case(const GateRequest& request) {
  Case facts;
  facts.project = TRY(load_project(request.folder));
  facts.environment = TRY(environment_of(facts.project, request.environment));
  for (const std::string& path : request.evidence) {
    facts.evidence_texts.push_back(TRY(read_file(path)));
    facts.evidence.push_back(TRY(replay::read_evidence(facts.evidence_texts.back(), path)));
  }
  facts.bundle = TRY(bundle_of(facts.project, request, facts.evidence));
  facts.history = TRY(promote::read_history(facts.project.root, request.environment));
  facts.last_release = TRY(signatures_released(facts.project, facts.history));
  if (!facts.environment->after.empty()) {
    const auto before = TRY(promote::read_history(facts.project.root, facts.environment->after));
    facts.in_previous = running(before, facts.bundle.digest);
  }
  facts.pinned = pinned_now(facts.project);
  return facts;
}

Decision decide(const Case& facts, Time now) {
  return promote::decide({.project = &facts.project,
                          .environment = facts.environment,
                          .bundle = facts.bundle.manifest,
                          .bundle_digest = facts.bundle.digest,
                          .evidence = facts.evidence,
                          .pinned_manifests = facts.pinned,
                          .in_previous = facts.in_previous,
                          .last_release = facts.last_release,
                          .now = now});
}

promote::NewRelease new_release(const Case& facts,
                                const Environment& environment,
                                const PromoteRequest& request) {
  return {.environment = environment.name,
          .kind = ReleaseKind::Promote,
          .content = {.bundle_bytes = facts.bundle.bytes,
                      .evidence_texts = facts.evidence_texts,
                      .policy_text = policy_document(facts.project, environment)},
          .source_commit = facts.bundle.manifest.revision,
          .reason = request.reason,
          .when = request.gate.now};
}

/// The environment before, when it asks for nothing and does not run the bundle yet; else nullptr.
const Environment* open_door_before(const Case& facts) {
  const Environment* before = facts.project.find_environment(facts.environment->after);
  const bool asks_nothing = before != nullptr && !before->gate && before->after.empty();
  return asks_nothing && !facts.in_previous ? before : nullptr;
}

Status refuse_uncommitted(const SealedBundle& bundle, const Project& project) {
  if (!bundle.manifest.revision.empty()) return ok();
  const auto state = promote::source_state(project.root, source_paths(project));
  if (state && state->commit.empty()) {
    return refused("the repository has no commit yet, so the bundle has no history",
                   "type: git add -A && git commit, then sigctl compile and sigctl replay again");
  }
  return refused("the bundle was compiled from sources that were not committed",
                 "commit them, then type sigctl compile and sigctl replay again");
}

}  // namespace

Result<Decision> gate(const GateRequest& request) {
  const Case facts = TRY(open_case(request));
  return decide(facts, request.now);
}

Result<Promotion> promote(const PromoteRequest& request) {
  Case facts = TRY(open_case(request.gate));
  Promotion promotion;
  promotion.next_number = facts.history.size() + 1;
  if ((promotion.already = running(facts.history, facts.bundle.digest))) {
    promotion.decision = {request.gate.environment, facts.bundle.digest, Verdict::Pass, {}};
    return promotion;
  }
  TRY(refuse_uncommitted(facts.bundle, facts.project));
  const Environment* before = open_door_before(facts);
  if (before != nullptr) {
    // What asks for nothing is passed through; the gate below sees the entry as it will be.
    facts.in_previous = Release{.environment = before->name,
                                .number = 0,
                                .bundle = facts.bundle.digest,
                                .when = request.gate.now};
  }
  promotion.decision = decide(facts, request.gate.now);
  if (promotion.decision.verdict != Verdict::Pass || request.dry_run) return promotion;
  if (before != nullptr) {
    promotion.releases.push_back(
        TRY(promote::create_release(facts.project.root, new_release(facts, *before, request))));
  }
  promotion.releases.push_back(TRY(promote::create_release(
      facts.project.root, new_release(facts, *facts.environment, request))));
  return promotion;
}

Result<Release> roll_back(const RollbackRequest& request) {
  const Project project = TRY(load_project(request.folder));
  TRY(environment_of(project, request.environment));
  if (!request.dry_run) {
    return promote::create_rollback(
        project.root, request.environment, request.to, request.reason, request.now);
  }
  return promote::rollback_target(project.root, request.environment, request.to);
}

Result<std::vector<Release>> history(const Project& project, const std::string& environment) {
  TRY(environment_of(project, environment));
  return promote::read_history(project.root, environment);
}

}  // namespace sig::pipeline
