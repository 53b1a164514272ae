#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "match/event_values.h"
#include "match/matcher.h"
#include "match/program.h"
#include "match/reach.h"

namespace sig::match {

/// All that one Scanner reuses from event to event.
struct Scanner::State {
  explicit State(std::shared_ptr<const Ruleset> ruleset);

  ScanResult scan(const Event& event);

  std::shared_ptr<const Ruleset> ruleset;
  const Program& program;
  ReachClasses reach;
  std::uint64_t bytes_scanned = 0;

 private:
  void start(const Event& event);
  void scan_slot(std::uint32_t slot);
  void scan_chain(const Chain& chain, std::uint32_t number);
  void scan_value(const Chain& chain, std::string_view value);
  void scan_group(const Group& group, std::string_view value);
  void confirm(const GroupPattern& pattern, std::string_view value);
  void settle(std::uint32_t leaf, Truth truth);
  static bool on_match(void* context, unsigned id);

  void choose_candidates();
  void evaluate(std::uint32_t signature);
  Truth truth_of_node(std::uint32_t node);
  Truth truth_of_leaf(std::uint32_t leaf);
  bool holds_lazily(const LeafRow& leaf) const;

  const Event* event_ = nullptr;
  std::uint32_t event_surfaces_ = 0;
  TextArena arena_;
  EventValues values_;
  std::vector<NameValue> raw_;
  std::vector<std::vector<std::string_view>> chain_values_;
  HsScanner hyperscan_;
  PcreMatcher pcre_;

  const Group* group_ = nullptr;  ///< the one being scanned
  std::vector<const GroupPattern*> pending_;
  std::vector<std::uint32_t> group_hits_;  ///< leaves that hold, per group
  std::vector<std::uint32_t> touched_groups_;

  std::vector<Truth> truths_;           ///< per leaf
  std::vector<std::uint32_t> settled_;  ///< leaves that are not No
  std::string present_;                 ///< a byte per slot
  std::vector<std::uint64_t> seen_in_;  ///< per signature: the number of the event it was chosen in
  std::uint64_t event_number_ = 0;
  std::vector<std::uint32_t> candidates_;
  std::vector<Hit> hits_;
};

}  // namespace sig::match
