#include "check/check.h"

#include "check/checks.h"

namespace sig::check {

const std::vector<Check>& all_checks() {
  static const std::vector<Check> checks{
      {"identity", check_identity},
      {"metadata", check_metadata},
      {"revisions", check_revisions},
      {"blocking", check_blocking},
      {"conditions", check_conditions},
      {"patterns", check_patterns},
      {"cost", check_cost},
      {"examples", check_examples},
      {"stability", check_stability},
      {"overlap", check_overlap},
      {"engine", check_engine},
  };
  return checks;
}

void run_all(const CheckInput& input, Diagnostics& diagnostics) {
  for (const Check& check : all_checks())
    check.run(input, diagnostics);
}

}  // namespace sig::check
