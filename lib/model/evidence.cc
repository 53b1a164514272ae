#include "model/evidence.h"

namespace sig {

Reachability reachability(const SignatureOnCorpus& counts) {
  if (counts.reachable == 0) return Reachability::Blind;
  return counts.reachable < thin_below ? Reachability::Thin : Reachability::Measured;
}

std::string_view to_string(Reachability value) {
  return value == Reachability::Measured ? "measured"
         : value == Reachability::Thin   ? "thin"
                                         : "blind";
}

}  // namespace sig
