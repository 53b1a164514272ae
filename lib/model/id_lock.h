#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sig {

/// The numbers that `compile` may give to rules (`ids` of sigctl.yaml), both ends among them.
struct IdRange {
  std::uint32_t first = 9000000;
  std::uint32_t last = 9999999;
};

/// ids.lock: the numbers given out, by signature, in the order given (schemas/ids.lock.md). A
/// signature that is gone keeps its numbers. Plain value.
struct IdLock {
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> given;

  /// The numbers of a signature; none when it has none.
  const std::vector<std::uint32_t>& of(std::string_view signature) const;
};

/// Numbers given to a signature in one compilation.
struct NewIds {
  std::string signature;
  std::vector<std::uint32_t> ids;
};

/// How many numbers each signature needs.
using IdNeeds = std::map<std::string, size_t, std::less<>>;

/// Gives out what `needs` asks for and `lock` lacks: in the order of signatures, each the next
/// number above all in the range that were ever given, `taken` ones left out. The same input gives
/// the same numbers. An Input error when the range is used up.
Result<std::vector<NewIds>> give_ids(IdLock& lock,
                                     const IdNeeds& needs,
                                     const IdRange& range,
                                     const std::set<std::uint32_t>& taken);

/// A line of ids.lock, without its line end.
std::string id_line(const NewIds& ids);

}  // namespace sig
