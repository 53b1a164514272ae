#include "promote/release.h"
#include "repo/repository.h"

namespace sig::promote {

Result<SourceState> source_state(const std::string& folder, const std::vector<std::string>& paths) {
  constexpr size_t most_shown = 20;
  const repo::Repository repository = TRY(repo::Repository::open(folder));
  SourceState state;
  state.commit = TRY(repository.head());
  state.changes = TRY(repository.changes(folder, paths));
  state.is_dirty = !state.changes.empty();
  if (state.changes.size() > most_shown) state.changes.resize(most_shown);
  return state;
}

Result<std::string> init_repository(const std::string& folder, const std::string& message) {
  if (repo::Repository::open(folder)) return std::string();
  const repo::Repository repository = TRY(repo::Repository::init(folder));
  const auto who = repository.person();
  if (!who) return std::string();
  return repository.commit_all(*who, message);
}

}  // namespace sig::promote
