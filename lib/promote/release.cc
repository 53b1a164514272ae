#include "promote/release.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "promote/layout.h"
#include "promote/release_file.h"
#include "repo/repository.h"

namespace sig::promote {
namespace {

/// The reason on one line, so that nothing in it can pass for a line of ours or for a signature.
std::string one_line(const std::string& text) {
  std::string out = visible(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return out;
}

std::string tag_name(const Release& release) {
  return fmt::format("{}/{}", release.environment, release.number);
}

/// What `git log` and `git show` tell a person.
std::string summary(const Release& release) {
  std::string what(to_string(release.kind));
  if (release.kind == ReleaseKind::Rollback) {
    what += fmt::format(" to {}/{}", release.environment, release.restores);
  }
  std::string out = fmt::format("{}: {}\n\n", tag_name(release), what);
  if (!release.reason.empty()) out += fmt::format("reason: {}\n", one_line(release.reason));
  out += fmt::format("bundle: sha256:{}\n", release.bundle.hex());
  for (const Digest& digest : release.evidence)
    out += fmt::format("evidence: sha256:{}\n", digest.hex());
  out += fmt::format("policy: sha256:{}\n", release.policy.hex());
  if (!release.source_commit.empty()) out += fmt::format("source: {}\n", release.source_commit);
  return out;
}

Result<repo::ObjectId> write_content(const repo::Repository& repository,
                                     const Release& release,
                                     const ReleaseContent& content) {
  std::vector<repo::TreeFile> files;
  const auto add = [&](const std::string& path, const std::string& bytes) -> Status {
    files.push_back({path, TRY(repository.write_blob(bytes))});
    return ok();
  };
  TRY(add(bundle_path, content.bundle_bytes));
  TRY(add(policy_path, content.policy_text));
  TRY(add(release_path, release_text(release)));
  for (size_t i = 0; i < content.evidence_texts.size(); ++i)
    TRY(add(evidence_path(i), content.evidence_texts[i]));
  return repository.write_tree(files);
}

/// Everything but the reference: nothing that a reader would find.
Status write_objects(const repo::Repository& repository,
                     const repo::Person& who,
                     const ReleaseContent& content,
                     const Release* previous,
                     Release& release) {
  std::vector<repo::ObjectId> parents;
  if (previous != nullptr) parents.push_back(previous->commit);
  if (!release.source_commit.empty()) parents.push_back(release.source_commit);
  const repo::ObjectId tree = TRY(write_content(repository, release, content));
  release.commit = TRY(repository.write_commit({.tree = tree,
                                                .parents = parents,
                                                .who = who,
                                                .when = release.when,
                                                .message = summary(release)}));
  release.tag_object = TRY(repository.write_tag({.name = tag_name(release),
                                                 .commit = release.commit,
                                                 .who = who,
                                                 .when = release.when,
                                                 .message = summary(release)}));
  return ok();
}

/// The refusal of the one who came second.
Error lost_race(const repo::Repository& repository,
                const std::string& environment,
                std::uint64_t number) {
  const auto history = read_history(repository, environment);
  std::string winner;
  if (history && history->size() >= number) {
    const Release& first = (*history)[number - 1];
    winner = fmt::format(" by {} at {} ({}, bundle {})",
                         visible(first.who),
                         to_iso8601(first.when),
                         to_string(first.kind),
                         first.bundle.hex().substr(0, 12));
  }
  return refused(
      fmt::format("{}/{} was created in the meantime{}; nothing was changed",
                  visible(environment),
                  number,
                  winner),
      fmt::format("look at it (sigctl log {}), then decide again", visible(environment)));
}

Result<std::string> source_commit(const repo::Repository& repository, const std::string& wanted) {
  if (wanted.empty()) return repository.head();
  const auto type = repository.type_of(wanted);
  if (type && *type == repo::ObjectType::Commit) return wanted;
  return Error{ErrorKind::Git,
               fmt::format("the source commit {} is not in this repository", quote(wanted)),
               "git fetch, then try again",
               {}};
}

Result<Release> create_after(const repo::Repository& repository,
                             const std::vector<Release>& history,
                             const NewRelease& wanted) {
  if (wanted.after && *wanted.after != history.size()) {
    return lost_race(repository, wanted.environment, *wanted.after + 1);
  }
  const repo::Person who = TRY(repository.person());
  const Release* previous = history.empty() ? nullptr : &history.back();
  Release release{.environment = wanted.environment,
                  .number = history.size() + 1,
                  .previous_tag = previous == nullptr ? "" : previous->tag_object,
                  .bundle = sha256(wanted.content.bundle_bytes),
                  .policy = sha256(wanted.content.policy_text),
                  .kind = wanted.kind,
                  .restores = wanted.restores,
                  .source_commit = TRY(source_commit(repository, wanted.source_commit)),
                  .reason = wanted.reason,
                  .who = to_string(who),
                  .when = Time{wanted.when.ns / 1000 * 1000}};
  for (const std::string& evidence : wanted.content.evidence_texts)
    release.evidence.push_back(sha256(evidence));
  TRY(check_release(release));
  TRY(write_objects(repository, who, wanted.content, previous, release));
  const bool is_created = TRY(
      repository.create_reference(tag_prefix(release.environment) + std::to_string(release.number),
                                  release.tag_object,
                                  "sigctl " + tag_name(release)));
  if (!is_created) return lost_race(repository, release.environment, release.number);
  return release;
}

/// The entry to go back to. What a rollback left behind is not older: a second rollback goes on
/// further back, not forward again to what was taken away.
Result<Release> choose_target(const std::vector<Release>& history,
                              const std::string& environment,
                              std::optional<std::uint64_t> to) {
  if (history.empty()) {
    return refused(fmt::format("{} has no release yet", visible(environment)),
                   fmt::format("type: sigctl promote {} --evidence FILE", visible(environment)));
  }
  const Release& current = history.back();
  if (to) {
    if (*to < 1 || *to >= current.number) {
      return refused(
          fmt::format("{}/{} is not older than {}", current.environment, *to, tag_name(current)),
          fmt::format("sigctl log {} lists what is there", current.environment));
    }
    const Release& target = history[*to - 1];
    if (target.bundle != current.bundle) return target;
    return refused(
        fmt::format("{} holds the bundle of {} already", tag_name(current), tag_name(target)),
        fmt::format("sigctl push {} brings it to the enforcement points", current.environment));
  }
  std::uint64_t start = current.number;
  while (history[start - 1].kind == ReleaseKind::Rollback)
    start = history[start - 1].restores;
  for (std::uint64_t number = start; number-- > 1;) {
    if (history[number - 1].bundle != current.bundle) return history[number - 1];
  }
  return refused(fmt::format("there is nothing older than {} to go back to", tag_name(current)),
                 "name a release with --to, or stop the matcher's blocks with its bypass switch");
}

}  // namespace

Result<Release> create_release(const std::string& repository, const NewRelease& release) {
  const repo::Repository opened = TRY(repo::Repository::open(repository));
  const std::vector<Release> history = TRY(read_history(opened, release.environment));
  return create_after(opened, history, release);
}

Result<Release> rollback_target(const std::string& repository,
                                const std::string& environment,
                                std::optional<std::uint64_t> to) {
  const std::vector<Release> history = TRY(read_history(repository, environment));
  return choose_target(history, environment, to);
}

Result<Release> create_rollback(const std::string& repository,
                                const std::string& environment,
                                std::optional<std::uint64_t> to,
                                const std::string& reason,
                                Time when) {
  const repo::Repository opened = TRY(repo::Repository::open(repository));
  const std::vector<Release> history = TRY(read_history(opened, environment));
  const Release target = TRY(choose_target(history, environment, to));
  NewRelease wanted{.environment = environment,
                    .kind = ReleaseKind::Rollback,
                    .restores = target.number,
                    .content = {},
                    .source_commit = target.source_commit,
                    .reason = reason,
                    .when = when};
  wanted.content = TRY(read_release_content(opened, target));
  return create_after(opened, history, wanted);
}

}  // namespace sig::promote
