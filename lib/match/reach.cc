#include "match/reach.h"

#include "match/truth.h"

namespace sig::match {

ReachClasses::ReachClasses(const Program& program) : program_(program) {
  sets_.emplace_back();
  numbers_[{}] = 0;
}

std::uint32_t ReachClasses::class_of(std::uint32_t surfaces, std::string_view present) {
  if (surfaces == last_surfaces_ && present == last_present_) return last_;
  key_.assign(reinterpret_cast<const char*>(&surfaces), sizeof surfaces);
  key_ += present;
  const auto found = by_fields_.find(std::string_view(key_));
  last_ = found != by_fields_.end() ? found->second : add(surfaces, present);
  last_surfaces_ = surfaces;
  last_present_ = present;
  return last_;
}

std::uint32_t ReachClasses::add(std::uint32_t surfaces, std::string_view present) {
  if (bytes_ >= max_bytes) return 0;
  std::vector<std::uint32_t> set;
  for (std::uint32_t i = 0; i < program_.roots.size(); ++i) {
    if ((program_.surfaces[i] & surfaces) == 0) continue;
    if (truth(program_.roots[i], present) != Truth::No) set.push_back(i);
  }
  const auto [entry, is_new] =
      numbers_.try_emplace(std::move(set), static_cast<std::uint32_t>(sets_.size()));
  if (is_new) {
    sets_.push_back(entry->first);
    bytes_ += 2 * entry->first.size() * sizeof(std::uint32_t);
  }
  by_fields_.emplace(key_, entry->second);
  bytes_ += key_.size() + 64;
  return entry->second;
}

/// A test of a field that is there may turn out either way; of one that is not, it is settled: no.
Truth ReachClasses::truth(std::uint32_t node, std::string_view present) const {
  const ConditionNode& row = program_.nodes[node];
  if (row.kind == Condition::Kind::Test) {
    const LeafRow& leaf = program_.leaves[row.leaf];
    // Whether a field is there is asked of every event: an answer of no has measured it as well.
    const bool is_asked = leaf.test->op == Operator::Exists || present[leaf.slot] != 0;
    return is_asked ? Truth::Undecided : Truth::No;
  }
  KleeneFold fold(row.kind);
  for (std::uint32_t i = 0; i < row.child_count; ++i)
    fold.add(truth(program_.children[row.first_child + i], present));
  return fold.result();
}

std::span<const std::uint32_t> ReachClasses::reachable(std::uint32_t number) const {
  return sets_[number];
}

}  // namespace sig::match
