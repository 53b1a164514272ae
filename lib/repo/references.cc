#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "repo/creation_lock.h"
#include "repo/repository.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

using GitReference = std::unique_ptr<git_reference, FreeWith<git_reference_free>>;
using Iterator = std::unique_ptr<git_reference_iterator, FreeWith<git_reference_iterator_free>>;

constexpr unsigned lock_attempts = 250;
constexpr useconds_t lock_pause = 20000;  // microseconds

/// One compare-and-swap from "absent" to `target`. git_tag_create(force = 0) looks before it locks
/// and can give several callers success (libgit2 1.5.1); this compares under the lock.
int swap_in(git_repository* repository,
            const std::string& name,
            const git_oid& target,
            const std::string& log) {
  const git_oid absent{};
  git_reference* made = nullptr;
  const int code = git_reference_create_matching(
      &made, repository, name.c_str(), &target, 1, &absent, log.c_str());
  const GitReference reference(made);
  return code;
}

/// Swaps it in, and waits while somebody else's lock stands beside it.
Result<int> swap_in_patiently(git_repository* repository,
                              const std::string& name,
                              const git_oid& target,
                              const std::string& log) {
  CreationLock lock = TRY(CreationLock::take(git_repository_commondir(repository)));
  for (unsigned attempt = 0; attempt < lock_attempts; ++attempt) {
    if (attempt > 0) ::usleep(lock_pause);
    const bool is_free = TRY(lock.begin(name));
    if (!is_free) continue;
    const int code = swap_in(repository, name, target, log);
    lock.end();
    if (code != GIT_ELOCKED) return code;
  }
  return int{GIT_ELOCKED};
}

/// Whether the reference stands and holds `target`, or nothing where there is none.
Result<std::optional<bool>> holds(git_repository* repository,
                                  const std::string& name,
                                  const git_oid& target) {
  git_oid found;
  const int code = git_reference_name_to_id(&found, repository, name.c_str());
  if (code == GIT_ENOTFOUND) return std::optional<bool>();
  if (code != 0) return git_error(code, fmt::format("cannot read {}", quote(name, 240)));
  return std::optional<bool>(git_oid_equal(&found, &target) == 1);
}

Error locked(const std::string& folder, const std::string& name) {
  return {
      ErrorKind::Git,
      fmt::format("cannot create {}: it is locked for over {} s",
                  quote(name, 240),
                  lock_attempts * lock_pause / 1000000),
      fmt::format("if no git process runs in this repository: rm {}{}.lock", visible(folder), name),
      {}};
}

}  // namespace

Result<std::vector<Reference>> Repository::references(const std::string& prefix) const {
  git_reference_iterator* made = nullptr;
  int code = git_reference_iterator_new(&made, state_->get());
  if (code != 0) return git_error(code, "cannot list the references");
  const Iterator iterator(made);
  std::vector<Reference> out;
  git_reference* next = nullptr;
  while ((code = git_reference_next(&next, iterator.get())) == 0) {
    const GitReference reference(next);
    const std::string name = git_reference_name(reference.get());
    if (!name.starts_with(prefix)) continue;
    const git_oid* target = git_reference_target(reference.get());
    out.push_back({name, target == nullptr ? ObjectId() : to_text(*target)});
  }
  if (code != GIT_ITEROVER) return git_error(code, "cannot list the references");
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

Result<bool> Repository::create_reference(const std::string& name,
                                          const ObjectId& target,
                                          const std::string& log) const {
  if (!is_reference_name(name)) {
    return Error{ErrorKind::Git,
                 fmt::format("git does not take {} as the name of a reference", quote(name, 240)),
                 "",
                 {}};
  }
  const git_oid id = TRY(parse_id(target));
  const int code = TRY(swap_in_patiently(state_->get(), name, id, log));
  if (code == 0) return true;
  if (code == GIT_EEXISTS || code == GIT_EMODIFIED) return false;
  const Error error = git_error(code, fmt::format("cannot create {}", quote(name, 240)));
  // What stands there decides: an error behind the rename is none.
  const std::optional<bool> is_ours = TRY(holds(state_->get(), name, id));
  if (is_ours) return *is_ours;
  if (code == GIT_ELOCKED) return locked(git_repository_commondir(state_->get()), name);
  return error;
}

}  // namespace sig::repo
