#include "check/check.h"

#include <algorithm>
#include <iterator>

#include "check/checks.h"

namespace sig::check {

const std::vector<Check>& all_checks() {
  static const std::vector<Check> checks{
      {"identity", check_identity, true},
      {"metadata", check_metadata},
      {"revisions", check_revisions, true},
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
  // What a rule of an engine's own language says is for its reader and that engine to judge.
  std::vector<Signature> portable;
  std::copy_if(input.signatures.begin(),
               input.signatures.end(),
               std::back_inserter(portable),
               [](const Signature& signature) { return !signature.native; });
  const CheckInput portable_input{
      portable, input.project, input.last_release, input.now, input.budget, input.cache_folder};
  for (const Check& check : all_checks())
    check.run(check.is_for_native ? input : portable_input, diagnostics);
}

}  // namespace sig::check
