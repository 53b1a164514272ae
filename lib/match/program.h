#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "match/exact_table.h"
#include "match/leaves.h"
#include "match/matcher.h"
#include "match/pattern_group.h"
#include "match/pcre.h"

namespace sig::match {

/// What a reported pattern still needs before its leaf holds.
enum class Confirm : std::uint8_t { Nothing, Pcre2, Text };

struct GroupPattern {
  std::uint32_t leaf = 0;
  Confirm confirm = Confirm::Nothing;
  const Pcre* pcre = nullptr;
};

/// One database and what its patterns mean.
struct Group {
  std::unique_ptr<const HsDatabase> database;
  std::vector<GroupPattern> patterns;
  std::uint32_t number = 0;
  std::uint32_t leaves = 0;  ///< different ones: when all hold, scanning on finds nothing
};

/// A buffer class: one field behind one chain of decodes, with the patterns that look there.
struct Chain {
  int parent = -1;  ///< the chain that this one goes on from; -1: the raw values
  Decode step = Decode::Url;
  std::uint32_t surfaces = 0;
  std::vector<Group> groups;
  ExactTable exact{false};
  ExactTable exact_ignoring_case{true};
  std::vector<std::uint32_t> any_value;  ///< leaves that every value satisfies (contains: "")
};

/// A field that some signature asks for. Its first chain is the raw values; parents come first.
struct FieldSlot {
  FieldRef field;
  std::uint32_t surfaces = 0;
  bool is_scanned = false;  ///< some text test looks at it
  std::uint32_t first_chain = 0;
  std::uint32_t chain_count = 0;
};

/// A condition, flattened: its children stand together in Program::children.
struct ConditionNode {
  Condition::Kind kind = Condition::Kind::All;
  std::uint32_t leaf = 0;  ///< Kind::Test
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
};

struct LeafRow {
  const Test* test = nullptr;
  std::uint32_t slot = 0;
  bool is_lazy = false;  ///< looked at only when a condition asks
};

/// Lists of signatures, one per leaf, in one array.
struct Postings {
  std::vector<std::uint32_t> starts;  ///< one more than there are leaves
  std::vector<std::uint32_t> signatures;

  std::span<const std::uint32_t> of(std::uint32_t leaf) const {
    return {signatures.data() + starts[leaf], signatures.data() + starts[leaf + 1]};
  }
};

/// The compiled form behind a Ruleset. Immutable; shared by threads.
class Program : public Ruleset {
 public:
  const std::vector<Signature>& signatures() const override { return signatures_; }
  std::uint32_t wanted_events() const override { return wanted_events_; }
  size_t memory_bytes() const override;

  std::vector<LeafRow> leaves;
  std::vector<FieldSlot> slots;
  std::vector<Chain> chains;
  std::vector<std::unique_ptr<const Pcre>> regexes;
  std::uint32_t group_count = 0;
  std::vector<ConditionNode> nodes;
  std::vector<std::uint32_t> children;
  std::vector<std::uint32_t> roots;     ///< node per signature
  std::vector<std::uint32_t> surfaces;  ///< bit per signature
  /// Per leaf: the signatures that must be evaluated when it holds or is undecided.
  Postings triggered_by;
  /// Those that can be true with no pattern seen.
  std::vector<std::uint32_t> always;

 private:
  friend class ProgramBuilder;
  std::vector<Signature> signatures_;
  std::uint32_t wanted_events_ = 0;
};

}  // namespace sig::match
