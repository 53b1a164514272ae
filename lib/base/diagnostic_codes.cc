#include "base/diagnostic_codes.h"

namespace sig {
namespace {

constexpr DiagnosticCode codes[] = {
    // 01: text and YAML
    {"SIG0101", "duplicate-key", "a key stands twice in one mapping"},
    // 04: checks on signatures
    {"SIG0401", "duplicate-id", "two signatures have one id"},
    {"SIG0402", "look-alike-id", "two ids differ only in signs that a person overlooks"},
    {"SIG0403", "no-owner", "a signature names nobody who answers for it"},
    {"SIG0404", "no-review-date", "a signature has no date on which it is looked at again"},
    {"SIG0405", "review-overdue", "review_by is past, so the signature only alerts"},
    {"SIG0406", "review-too-far", "review_by is more than two years ahead"},
    {"SIG0407", "weak-title", "a title is too short, too long or taken to tell a hit by"},
    {"SIG0408", "unknown-category", "a category is not in the table"},
    {"SIG0409", "severity-too-low-to-block", "a signature blocks for less than medium severity"},
    {"SIG0410", "unsure-block", "a signature blocks although its author claims low confidence"},
    {"SIG0411", "odd-reference", "a reference is none that a tool can follow"},
    {"SIG0412", "changed-without-rev", "a signature changed since the last release with its rev"},
    {"SIG0413", "rev-went-down", "a rev is lower than in the last release"},
    {"SIG0414", "regex-does-not-compile", "the pattern engine refuses a regex"},
    {"SIG0415", "regex-over-budget", "a regex takes too long or too much memory to compile"},
    {"SIG0416", "regex-needs-confirm", "a regex is run by PCRE2 behind a prefilter"},
    {"SIG0417", "regex-matches-empty", "a regex matches the empty text and so every value"},
    {"SIG0418", "can-never-match", "a value or regex can match nothing that the field can hold"},
    {"SIG0419", "dead-alternative", "one alternative of a regex or list can never match"},
    {"SIG0420", "no-usable-literal", "a signature has no fixed text by which to look for it"},
    {"SIG0421", "short-literal", "the fixed text to look for is of one or two bytes"},
    {"SIG0422", "set-too-large", "the set is near what a matcher takes"},
    {"SIG0423", "catastrophic-regex", "an input makes a regex run into its limit"},
    {"SIG0424", "unstable-verdict", "padding round an attack turns the verdict"},
    {"SIG0425", "no-match-example", "a signature shows nothing that it must find"},
    {"SIG0426", "no-counter-example", "a signature shows nothing that it must leave alone"},
    {"SIG0427", "example-does-not-fire", "a match example is not found"},
    {"SIG0428", "counter-example-fires", "a no_match example is found"},
    {"SIG0429", "example-undecided", "an example runs a regex into its limit"},
    {"SIG0430", "unreadable-example", "an example is nothing that the surface reads"},
    {"SIG0431", "same-condition", "two signatures ask the same"},
    {"SIG0432", "fire-together", "two signatures find each other's examples"},
    {"SIG0433", "shadowed", "whatever a signature finds, another one finds as well"},
    {"SIG0434", "long-block", "a block lasts longer than a week"},
    {"SIG0435", "block-without-rate", "one failed attempt blocks, with no rate"},
    {"SIG0436", "forgeable-source", "a block acts on an address that the sender can forge"},
    {"SIG0437", "no-never-block", "an environment blocks and spares nobody"},
    {"SIG0438", "block-never-acts", "no environment lets the signature block"},
    {"SIG0439", "matches-everything", "a condition holds with nothing in particular present"},
};

}  // namespace

std::span<const DiagnosticCode> diagnostic_codes() {
  return codes;
}

const DiagnosticCode* find_diagnostic_code(std::string_view code) {
  for (const DiagnosticCode& row : codes) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace sig
