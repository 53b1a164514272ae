#include "model/decision.h"

namespace sig {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "pass";
    case Verdict::Fail:
      return "fail";
    default:
      return "not-enough-evidence";
  }
}

}  // namespace sig
