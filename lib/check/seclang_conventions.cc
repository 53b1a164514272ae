#include "check/seclang_conventions.h"

#include "check/seclang_conventions_parts.h"

namespace sig::check {

void seclang_conventions(const SecConfiguration& configuration,
                         const SecConventions& conventions,
                         Diagnostics& diagnostics) {
  ConventionFindings findings(conventions, diagnostics);
  for (const SecDirective* directive : in_order(configuration)) {
    const auto* rule = std::get_if<SecRule>(&directive->what);
    if (rule == nullptr) continue;
    findings.about(*rule);
    check_form(*directive, *rule, findings);
  }
  check_transaction_variables(configuration, findings);
  check_paranoia(configuration, findings);
}

}  // namespace sig::check
