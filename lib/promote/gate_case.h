#pragma once

#include <string>
#include <vector>

#include "promote/gate.h"

namespace sig::promote {

/// One evidence's look at one corpus.
struct CorpusView {
  const Evidence* evidence = nullptr;
  const CorpusRun* run = nullptr;
};

/// The facts, and what the first questions found out for the later ones. Borrows the facts.
struct GateCase {
  const GateFacts& facts;
  const GatePolicy& policy;
  size_t level = 0;  ///< index into ByConfidence that block_at picks
  std::vector<const Evidence*> usable;
  std::vector<std::string> changed;  ///< ids of blocking signatures, new or changed, sorted

  /// All usable looks at a corpus.
  std::vector<CorpusView> views(const std::string& corpus) const;
  bool blocks(Action action, Confidence confidence) const {
    return action == Action::Block && static_cast<size_t>(confidence) >= level;
  }
  /// The corpora by which false positives are judged: the gate's, else all benign ones.
  std::vector<std::string> benign_corpora() const;
};

// The questions of a gate, in the order in which they are asked. Each adds its reasons.
void judge_order(GateCase& gate, Decision& decision);
void judge_evidence(GateCase& gate, Decision& decision);
void judge_corpora(GateCase& gate, Decision& decision);
void judge_false_positives(GateCase& gate, Decision& decision);
void judge_changed_signatures(GateCase& gate, Decision& decision);
void judge_new_benign_blocks(GateCase& gate, Decision& decision);
void judge_ceiling(GateCase& gate, Decision& decision);
void judge_detection(GateCase& gate, Decision& decision);
void judge_reachability(GateCase& gate, Decision& decision);
void judge_cost(GateCase& gate, Decision& decision);
void judge_people(GateCase& gate, Decision& decision);

}  // namespace sig::promote
