#include "pipeline/release.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "match/matcher.h"
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
  std::vector<Evidence> last_evidence;
  std::optional<Release> in_previous;
  /// The environment before, where it asks for nothing and does not run the bundle yet: promotion
  /// enters it on the way, and the gate sees that entry as it will be.
  const Environment* passed_through = nullptr;
  std::vector<std::string> expired;
  std::vector<Digest> pinned;
};

/// The newest release that holds the bundle, if the environment runs it now.
std::optional<Release> running(const std::vector<Release>& history, const Digest& bundle) {
  if (history.empty() || history.back().bundle != bundle) return std::nullopt;
  // It runs since the first of the unbroken row of entries with this bundle.
  auto first = history.rbegin();
  while (std::next(first) != history.rend() && std::next(first)->bundle == bundle)
    ++first;
  return *first;
}

/// What the environment runs now, and what was known of it when it was let in.
Status read_last_release(Case& facts) {
  if (facts.history.empty()) return ok();
  const Release& last = facts.history.back();
  auto content = TRY(promote::read_release_content(facts.project.root, last));
  for (const std::string& text : content.evidence_texts) {
    facts.last_evidence.push_back(TRY(replay::read_evidence(text, last.environment)));
  }
  const SealedBundle sealed =
      TRY(bundle::open_bytes(std::move(content.bundle_bytes), last.environment));
  facts.last_release = sealed.manifest.signatures;
  return ok();
}

/// Where the bundle stands in the environment before this one.
Status read_previous_environment(Case& facts, Time now) {
  const Environment* before = facts.project.find_environment(facts.environment->after);
  if (before == nullptr) return ok();
  const auto entries = TRY(promote::read_history(facts.project.root, before->name));
  facts.in_previous = running(entries, facts.bundle.digest);
  const bool asks_nothing = !before->gate && before->after.empty();
  if (facts.in_previous || !asks_nothing) return ok();
  facts.passed_through = before;
  facts.in_previous = Release{.environment = before->name,
                              .number = entries.size() + 1,
                              .bundle = facts.bundle.digest,
                              .when = now};
  return ok();
}

/// Ids of the signatures whose review_by is past: they only alert.
Result<std::vector<std::string>> expired_in(const SealedBundle& bundle, Time now) {
  std::vector<std::string> ids;
  const std::vector<Signature> signatures = TRY(signatures_of(bundle));
  for (const Signature& signature : signatures) {
    if (signature.review_by && *signature.review_by < now) ids.push_back(signature.id);
  }
  return ids;
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
  facts.environment = TRY(find_environment(facts.project, request.environment));
  for (const std::string& path : request.evidence) {
    facts.evidence_texts.push_back(TRY(read_file(path)));
    facts.evidence.push_back(TRY(replay::read_evidence(facts.evidence_texts.back(), path)));
  }
  facts.bundle = TRY(bundle_of(facts.project, request, facts.evidence));
  facts.history = TRY(promote::read_history(facts.project.root, request.environment));
  TRY(read_last_release(facts));
  TRY(read_previous_environment(facts, request.now));
  facts.expired = TRY(expired_in(facts.bundle, request.now));
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
                          .last_evidence = facts.last_evidence,
                          .expired = facts.expired,
                          .tool_version = SIGCTL_VERSION,
                          .engine_version = match::engine_version(),
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

/// The environment on the way has the bundle, the one that was asked for has not.
Error half_done(const std::vector<Release>& made, Error error) {
  if (made.empty()) return error;
  error.kind = ErrorKind::Partial;
  error.message = fmt::format("{}/{} was released, but then: {}",
                              made.back().environment,
                              made.back().number,
                              error.message);
  return error;
}

}  // namespace

Result<Decision> gate(const GateRequest& request) {
  const Case facts = TRY(open_case(request));
  return decide(facts, request.now);
}

Result<Promotion> promote(const PromoteRequest& request) {
  const Case facts = TRY(open_case(request.gate));
  Promotion promotion;
  promotion.next_number = facts.history.size() + 1;
  if ((promotion.already = running(facts.history, facts.bundle.digest))) {
    promotion.decision = {request.gate.environment, facts.bundle.digest, Verdict::Pass, {}};
    return promotion;
  }
  TRY(refuse_uncommitted(facts.bundle, facts.project));
  promotion.decision = decide(facts, request.gate.now);
  if (promotion.decision.verdict != Verdict::Pass || request.dry_run) return promotion;
  if (facts.passed_through != nullptr) {
    promote::NewRelease passed = new_release(facts, *facts.passed_through, request);
    passed.after = facts.in_previous->number - 1;
    promotion.releases.push_back(TRY(promote::create_release(facts.project.root, passed)));
  }
  promote::NewRelease entry = new_release(facts, *facts.environment, request);
  entry.after = facts.history.size();
  Result<Release> created = promote::create_release(facts.project.root, entry);
  if (!created) return half_done(promotion.releases, std::move(created).error());
  promotion.releases.push_back(std::move(*created));
  return promotion;
}

Result<std::vector<Release>> history(const Project& project, const std::string& environment) {
  TRY(find_environment(project, environment));
  return promote::read_history(project.root, environment);
}

}  // namespace sig::pipeline
