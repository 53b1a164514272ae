#include "model/id_lock.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sig {
namespace {

/// The first number above all that were given in the range.
std::uint64_t next_in(const IdLock& lock, const IdRange& range) {
  std::uint64_t next = range.first;
  for (const auto& [signature, ids] : lock.given) {
    for (const std::uint32_t id : ids) {
      if (id >= range.first && id <= range.last) next = std::max(next, std::uint64_t{id} + 1);
    }
  }
  return next;
}

}  // namespace

const std::vector<std::uint32_t>& IdLock::of(std::string_view signature) const {
  static const std::vector<std::uint32_t> none;
  const auto found = given.find(signature);
  return found == given.end() ? none : found->second;
}

Result<std::vector<NewIds>> give_ids(IdLock& lock,
                                     const IdNeeds& needs,
                                     const IdRange& range,
                                     const std::set<std::uint32_t>& taken) {
  std::vector<NewIds> out;
  std::uint64_t next = next_in(lock, range);
  for (const auto& [signature, count] : needs) {
    const size_t had = lock.of(signature).size();
    if (had >= count) continue;
    NewIds given{signature, {}};
    while (had + given.ids.size() < count) {
      while (next <= range.last && taken.count(static_cast<std::uint32_t>(next)) != 0)
        ++next;
      if (next > range.last) {
        return input_error(fmt::format("no number is left for {} between {} and {}",
                                       quote(signature),
                                       range.first,
                                       range.last),
                           "raise `ids: {last: ...}` in sigctl.yaml");
      }
      given.ids.push_back(static_cast<std::uint32_t>(next++));
    }
    auto& all = lock.given[signature];
    all.insert(all.end(), given.ids.begin(), given.ids.end());
    out.push_back(std::move(given));
  }
  return out;
}

std::string id_line(const NewIds& ids) {
  std::string out = ids.signature;
  for (const std::uint32_t id : ids.ids)
    out += " " + std::to_string(id);
  return out;
}

}  // namespace sig
