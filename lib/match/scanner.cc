#include <algorithm>

#include "match/decode.h"
#include "match/scan_state.h"
#include "match/text_test.h"
#include "match/truth.h"

namespace sig::match {

Scanner::State::State(std::shared_ptr<const Ruleset> shared)
    : ruleset(std::move(shared)),
      // Programs are the only Rulesets there are.
      program(static_cast<const Program&>(*ruleset)),
      reach(program),
      values_(arena_),
      chain_values_(program.chains.size()),
      group_hits_(program.group_count),
      truths_(program.leaves.size(), Truth::No),
      present_(program.slots.size(), '\0'),
      seen_in_(program.roots.size()) {
  for (const Chain& chain : program.chains) {
    for (const Group& group : chain.groups)
      hyperscan_.make_room_for(*group.database);
  }
}

void Scanner::State::start(const Event& event) {
  event_ = &event;
  event_surfaces_ = surfaces_of(event);
  arena_.reset();
  values_.start(event);
  for (const std::uint32_t leaf : settled_)
    truths_[leaf] = Truth::No;
  settled_.clear();
  for (const std::uint32_t group : touched_groups_)
    group_hits_[group] = 0;
  touched_groups_.clear();
  candidates_.clear();
  hits_.clear();
  ++event_number_;
}

ScanResult Scanner::State::scan(const Event& event) {
  start(event);
  for (std::uint32_t slot = 0; slot < program.slots.size(); ++slot)
    scan_slot(slot);
  choose_candidates();
  for (const std::uint32_t signature : candidates_)
    evaluate(signature);
  for (const std::uint32_t signature : program.always)
    evaluate(signature);
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
    return a.signature < b.signature;
  });
  return {hits_, candidates_, reach.class_of(event_surfaces_, present_)};
}

void Scanner::State::scan_slot(std::uint32_t number) {
  const FieldSlot& slot = program.slots[number];
  present_[number] = '\0';
  if ((slot.surfaces & event_surfaces_) == 0) return;
  if (!slot.is_scanned) {
    present_[number] = values_.has(slot.field) ? '\1' : '\0';
    return;
  }
  raw_.clear();
  values_.append(slot.field, raw_);
  if (raw_.empty()) return;
  present_[number] = '\1';
  for (std::uint32_t i = 0; i < slot.chain_count; ++i) {
    const std::uint32_t chain = slot.first_chain + i;
    if ((program.chains[chain].surfaces & event_surfaces_) != 0) {
      scan_chain(program.chains[chain], chain);
    }
  }
}

void Scanner::State::scan_chain(const Chain& chain, std::uint32_t number) {
  std::vector<std::string_view>& values = chain_values_[number];
  values.clear();
  if (chain.parent < 0) {
    for (const NameValue& value : raw_)
      values.push_back(value.value);
  } else {
    for (const std::string_view value : chain_values_[static_cast<size_t>(chain.parent)])
      values.push_back(decode(chain.step, value, arena_));
  }
  for (const std::string_view value : values)
    scan_value(chain, value);
}

void Scanner::State::scan_value(const Chain& chain, std::string_view value) {
  group_ = nullptr;  // what is settled here belongs to no group
  for (const std::uint32_t leaf : chain.any_value)
    settle(leaf, Truth::Yes);
  for (const std::uint32_t leaf : chain.exact.find(value))
    settle(leaf, Truth::Yes);
  for (const std::uint32_t leaf : chain.exact_ignoring_case.find(value))
    settle(leaf, Truth::Yes);
  for (const Group& group : chain.groups) {
    if (group_hits_[group.number] < group.leaves) scan_group(group, value);
  }
}

void Scanner::State::scan_group(const Group& group, std::string_view value) {
  group_ = &group;
  pending_.clear();
  bytes_scanned += value.size();
  if (!hyperscan_.scan(*group.database, value, on_match, this)) {
    for (const GroupPattern& pattern : group.patterns)
      settle(pattern.leaf, Truth::Undecided);
  }
  for (const GroupPattern* pattern : pending_)
    confirm(*pattern, value);
}

/// Called by Hyperscan; true stops it, as all that the group looks for has been seen.
bool Scanner::State::on_match(void* context, unsigned id) {
  auto* self = static_cast<State*>(context);
  const GroupPattern& pattern = self->group_->patterns[id];
  if (self->truths_[pattern.leaf] == Truth::Yes) return false;
  if (pattern.confirm != Confirm::Nothing) {
    self->pending_.push_back(&pattern);
    return false;
  }
  self->settle(pattern.leaf, Truth::Yes);
  return self->group_hits_[self->group_->number] == self->group_->leaves;
}

void Scanner::State::confirm(const GroupPattern& pattern, std::string_view value) {
  if (truths_[pattern.leaf] == Truth::Yes) return;
  const Test& test = *program.leaves[pattern.leaf].test;
  if (pattern.confirm == Confirm::Pcre2) {
    settle(pattern.leaf, pcre_.match(*pattern.pcre, value).truth);
    return;
  }
  for (const std::string& text : test.values) {
    if (find_text(test.op, value, text, test.ignore_case) != not_found) {
      settle(pattern.leaf, Truth::Yes);
    }
  }
}

/// Yes stays; Undecided gives way to Yes only.
void Scanner::State::settle(std::uint32_t leaf, Truth truth) {
  Truth& known = truths_[leaf];
  if (truth == Truth::No || known == Truth::Yes) return;
  if (known == Truth::No) settled_.push_back(leaf);
  known = truth;
  if (truth != Truth::Yes || group_ == nullptr) return;
  if (group_hits_[group_->number]++ == 0) touched_groups_.push_back(group_->number);
}

void Scanner::State::choose_candidates() {
  for (const std::uint32_t leaf : settled_) {
    for (const std::uint32_t signature : program.triggered_by.of(leaf)) {
      if (seen_in_[signature] == event_number_) continue;
      seen_in_[signature] = event_number_;
      if ((program.surfaces[signature] & event_surfaces_) != 0) candidates_.push_back(signature);
    }
  }
  std::sort(candidates_.begin(), candidates_.end());
}

void Scanner::State::evaluate(std::uint32_t signature) {
  if ((program.surfaces[signature] & event_surfaces_) == 0) return;
  const Truth truth = truth_of_node(program.roots[signature]);
  if (truth != Truth::No) hits_.push_back({signature, truth == Truth::Undecided});
}

Truth Scanner::State::truth_of_node(std::uint32_t node) {
  const ConditionNode& row = program.nodes[node];
  if (row.kind == Condition::Kind::Test) return truth_of_leaf(row.leaf);
  KleeneFold fold(row.kind);
  for (std::uint32_t i = 0; i < row.child_count && !fold.is_settled(); ++i)
    fold.add(truth_of_node(program.children[row.first_child + i]));
  return fold.result();
}

Truth Scanner::State::truth_of_leaf(std::uint32_t leaf) {
  const LeafRow& row = program.leaves[leaf];
  if (!row.is_lazy) return truths_[leaf];
  return holds_lazily(row) ? Truth::Yes : Truth::No;
}

bool Scanner::State::holds_lazily(const LeafRow& leaf) const {
  const Test& test = *leaf.test;
  if (test.op == Operator::Exists) return (present_[leaf.slot] != 0) == test.wanted;
  if (test.op == Operator::In) {
    const auto address = address_of(test.field.id, *event_);
    return address && std::any_of(test.networks.begin(), test.networks.end(), [&](const Cidr& c) {
             return c.contains(*address);
           });
  }
  const auto number = number_of(test.field.id, *event_);
  if (!number) return false;
  return test.op == Operator::LessThan ? *number < test.number : *number > test.number;
}

Scanner::Scanner(std::shared_ptr<const Ruleset> ruleset)
    : state_(std::make_unique<State>(std::move(ruleset))) {}
Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;

ScanResult Scanner::scan(const Event& event) {
  return state_->scan(event);
}
std::span<const std::uint32_t> Scanner::reachable(std::uint32_t reach_class) const {
  return state_->reach.reachable(reach_class);
}
std::uint32_t Scanner::reach_classes() const {
  return state_->reach.count();
}
std::uint64_t Scanner::bytes_scanned() const {
  return state_->bytes_scanned;
}

}  // namespace sig::match
