#pragma once

#include <string>

#include "check/seclang_conventions.h"

namespace sig::check {

/// Says what a convention finds, at the level that was asked for. The diagnostics must outlive it.
class ConventionFindings {
 public:
  ConventionFindings(const SecConventions& conventions, Diagnostics& diagnostics)
      : conventions_(conventions), diagnostics_(diagnostics) {}

  void about(const SecRule& rule) {
    subject_ = rule.id() == 0 ? std::string() : std::to_string(rule.id());
  }
  void add(std::string_view code, const Span& at, std::string message, std::string help = {}) {
    diagnostics_.add(
        {conventions_.level, code, std::move(message), at, {}, std::move(help), subject_});
  }
  const SecConventions& conventions() const { return conventions_; }
  const Sources& sources() const { return diagnostics_.sources(); }

 private:
  const SecConventions& conventions_;
  Diagnostics& diagnostics_;
  std::string subject_;
};

/// How one rule is written; chained ones are looked at with their first.
void check_form(const SecDirective& directive, const SecRule& rule, ConventionFindings& findings);

/// Variables of TX over the whole set, and what a chain captures.
void check_transaction_variables(const SecConfiguration& configuration,
                                 ConventionFindings& findings);

/// The paranoia level of a rule, of its section and of its score, and its severity.
void check_paranoia(const SecConfiguration& configuration, ConventionFindings& findings);

}  // namespace sig::check
