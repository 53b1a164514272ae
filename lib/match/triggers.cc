#include "match/triggers.h"

#include <algorithm>

namespace sig::match {
namespace {

struct Triggers {
  std::vector<std::uint32_t> leaves;
  size_t rarity = 0;  ///< of the commonest one
};

/// How rarely a test holds, by the length of what it looks for. Methods and versions are the same
/// in most events, however long.
size_t rarity_of(const Test& test) {
  if (test.field.id == FieldId::HttpMethod || test.field.id == FieldId::HttpVersion ||
      test.field.id == FieldId::PacketProtocol || test.field.id == FieldId::TcpFlags) {
    return 1;
  }
  size_t shortest = SIZE_MAX;
  for (const std::string& value : test.values)
    shortest = std::min(shortest, value.size());
  if (test.op == Operator::Regex) return std::min<size_t>(shortest, 8);
  return shortest;
}

bool can_trigger(const Test& test) {
  if (!is_text_test(test)) return false;
  if (test.op == Operator::Regex || test.op == Operator::Equals || test.op == Operator::OneOf) {
    return true;
  }
  return std::none_of(
      test.values.begin(), test.values.end(), [](const std::string& v) { return v.empty(); });
}

std::optional<Triggers> find(const Condition& condition, const Leaves& leaves) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::None) return std::nullopt;
  if (condition.kind == Kind::Test) {
    if (!can_trigger(condition.test)) return std::nullopt;
    return Triggers{{leaves.number_of(condition.test)}, rarity_of(condition.test)};
  }
  std::optional<Triggers> best;
  for (const Condition& child : condition.children) {
    std::optional<Triggers> found = find(child, leaves);
    if (condition.kind == Kind::All) {
      const bool is_better =
          found && (!best || found->rarity > best->rarity ||
                    (found->rarity == best->rarity && found->leaves.size() < best->leaves.size()));
      if (is_better) best = std::move(found);
      continue;
    }
    if (!found) return std::nullopt;
    if (!best) {
      best = std::move(found);
      continue;
    }
    best->leaves.insert(best->leaves.end(), found->leaves.begin(), found->leaves.end());
    best->rarity = std::min(best->rarity, found->rarity);
  }
  return best;
}

}  // namespace

std::optional<std::vector<std::uint32_t>> triggers_of(const Condition& condition,
                                                      const Leaves& leaves) {
  std::optional<Triggers> found = find(condition, leaves);
  if (!found) return std::nullopt;
  std::sort(found->leaves.begin(), found->leaves.end());
  found->leaves.erase(std::unique(found->leaves.begin(), found->leaves.end()), found->leaves.end());
  return std::move(found->leaves);
}

}  // namespace sig::match
