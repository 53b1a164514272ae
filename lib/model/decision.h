#pragma once

#include <string>
#include <vector>

#include "base/digest.h"

namespace sig {

enum class Verdict { Pass, Fail, NotEnoughEvidence };

/// One question of a gate and its answer.
struct Reason {
  std::string
      code;  ///< stable slug: "false-positives", "detection", "reachability", "stale-evidence"
  Verdict verdict = Verdict::Pass;
  std::string subject;  ///< signature id or corpus name; may be empty
  std::string message;  ///< with the number and its bound
  std::string limit;    ///< "0.1 %, set in sigctl.yaml:14"
  std::string hint;     ///< what to do; may be empty
};

/// A gate's answer: the worst verdict of its reasons (Fail before NotEnoughEvidence before Pass).
struct Decision {
  std::string environment;
  Digest bundle;
  Verdict verdict = Verdict::NotEnoughEvidence;
  std::vector<Reason> reasons;
};

std::string_view to_string(Verdict verdict);

}  // namespace sig
