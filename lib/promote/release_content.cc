#include <fmt/format.h>

#include "promote/layout.h"
#include "promote/release.h"
#include "repo/repository.h"

namespace sig::promote {
namespace {

constexpr std::uint64_t max_bundle_bytes = 1ULL << 30U;
constexpr std::uint64_t max_evidence_bytes = 256ULL << 20U;
constexpr std::uint64_t max_policy_bytes = 1ULL << 20U;

/// A file of the release commit whose SHA-256 release.json states.
Result<std::string> read_checked(const repo::Repository& repository,
                                 const Release& release,
                                 const std::string& path,
                                 const Digest& stated,
                                 std::uint64_t limit) {
  std::string bytes = TRY(repository.read_file(release.commit, path, limit));
  const Digest found = sha256(bytes);
  if (found != stated) {
    return Error{ErrorKind::Git,
                 fmt::format("{} in {}/{} has SHA-256 {}; release.json states {}",
                             path,
                             release.environment,
                             release.number,
                             found.hex(),
                             stated.hex()),
                 "do not use this release; roll back to an older one: sigctl rollback " +
                     release.environment,
                 {}};
  }
  return bytes;
}

}  // namespace

Result<ReleaseContent> read_release_content(const std::string& repository, const Release& release) {
  const repo::Repository opened = TRY(repo::Repository::open(repository));
  return read_release_content(opened, release);
}

Result<ReleaseContent> read_release_content(const repo::Repository& repository,
                                            const Release& release) {
  ReleaseContent out;
  out.bundle_bytes =
      TRY(read_checked(repository, release, bundle_path, release.bundle, max_bundle_bytes));
  out.policy_text =
      TRY(read_checked(repository, release, policy_path, release.policy, max_policy_bytes));
  for (size_t i = 0; i < release.evidence.size(); ++i) {
    out.evidence_texts.push_back(TRY(read_checked(
        repository, release, evidence_path(i), release.evidence[i], max_evidence_bytes)));
  }
  return out;
}

}  // namespace sig::promote
