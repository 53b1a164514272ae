#include "promote/release.h"
#include "repo/repository.h"

namespace sig::promote {

Result<SourceState> source_state(const std::string& folder) {
  constexpr size_t most_shown = 20;
  const repo::Repository repository = TRY(repo::Repository::open(folder));
  SourceState state;
  state.commit = TRY(repository.head());
  state.changes = TRY(repository.changes(folder));
  state.is_dirty = !state.changes.empty();
  if (state.changes.size() > most_shown) state.changes.resize(most_shown);
  return state;
}

}  // namespace sig::promote
