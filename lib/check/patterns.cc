#include "check/patterns.h"

#include <fmt/format.h>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"
#include "check/tests_of.h"

namespace sig::check {
namespace {

bool report_budget(const match::RegexReport& report,
                   const std::string& pattern,
                   Span at,
                   Findings& findings) {
  const match::RegexBudget budget;
  const bool slow = report.compile_ns > budget.compile_ns;
  const bool large = report.database_bytes > budget.database_bytes;
  if (!slow && !large) return false;
  findings.error(
      "SIG0412",
      at,
      large ? fmt::format("the regex {} compiles to {} MiB, the limit is {} MiB",
                          quote(pattern, 60),
                          report.database_bytes >> 20U,
                          budget.database_bytes >> 20U)
            : fmt::format("the regex {} takes {:.1f} s to compile, the limit is {:.1f} s",
                          quote(pattern, 60),
                          static_cast<double>(report.compile_ns) / 1e9,
                          static_cast<double>(budget.compile_ns) / 1e9),
      "expected one that compiles to less",
      "large bounded repeats such as .{0,1000} cost most: make them smaller, or use .* instead");
  return true;
}

void report_witness(const match::PumpWitness& witness,
                    const std::string& pattern,
                    Span at,
                    Findings& findings) {
  findings.error(
      "SIG0420",
      at,
      fmt::format("the regex {} runs into its limit on the input {} ({} bytes, {} match steps)",
                  quote(pattern, 60),
                  witness.shape,
                  witness.input.size(),
                  with_thousands(witness.match_steps)),
      "one request of this shape would stop the matcher",
      "nested or neighbouring repeats that can share a text do this: (a+)+ is a+, and \\s*\\s* is "
      "\\s*; or use `contains`");
}

void report_one(const Examination& examination, const Test& test, Span at, Findings& findings) {
  const std::string& pattern = test.values.front();
  if (!examination.report) {
    findings.error(
        "SIG0411",
        at,
        fmt::format(
            "the regex {} could not be compiled: {}", quote(pattern, 60), examination.failure),
        "expected a pattern that compiles");
    return;
  }
  const match::RegexReport& report = *examination.report;
  if (report_budget(report, pattern, at, findings)) return;
  if (!report.compiles) {
    findings.error("SIG0411",
                   at,
                   fmt::format("the regex {} does not compile: {}, at byte {}",
                               quote(pattern, 60),
                               report.error,
                               report.error_offset),
                   "expected a pattern of PCRE2's syntax",
                   "for a fixed text write `contains`, which needs no escaping");
    return;
  }
  if (report.matches_empty) {
    findings.error("SIG0414",
                   at,
                   fmt::format("the regex {} matches the empty text, so it holds for every value",
                               quote(pattern, 60)),
                   "expected one that needs at least one byte",
                   "replace a * by + where something has to be there");
    return;
  }
  if (examination.witness) {
    report_witness(*examination.witness, pattern, at, findings);
    return;
  }
  if (report.engine != match::RegexEngine::Hyperscan) {
    findings.note(
        "SIG0413",
        at,
        fmt::format("the regex {} needs PCRE2 {}",
                    quote(pattern, 60),
                    report.engine == match::RegexEngine::Pcre2 ? "on every value"
                                                               : "behind Hyperscan's prefilter"),
        "costs more, and is undecided when it runs into its limit",
        "look-arounds, back-references and atomic groups do this");
  }
}

}  // namespace

void check_patterns(const CheckInput& input, Diagnostics& diagnostics) {
  const std::map<RegexKey, Examination> examinations = examine_all(input.signatures);
  for (const Signature& signature : input.signatures) {
    Findings findings(signature, diagnostics);
    for_each_test(signature.match, [&](const Test& test) {
      if (test.op != Operator::Regex || test.values.empty()) return;
      report_one(examinations.at({test.values.front(), test.ignore_case}),
                 test,
                 place_of_test(signature, test),
                 findings);
    });
  }
}

}  // namespace sig::check
