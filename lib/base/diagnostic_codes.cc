#include "base/diagnostic_codes.h"

namespace sig {
namespace {

constexpr DiagnosticCode codes[] = {
    // 01: text and YAML
    {"SIG0101", "duplicate-key", "a key stands twice in one mapping"},
    // 04: checks on signatures
    {"SIG0401", "duplicate-id", "two signatures have one id"},
    {"SIG0402", "look-alike-id", "two ids differ only in signs that a person overlooks"},
    {"SIG0403", "review-overdue", "review_by is past, so the signature only alerts"},
    {"SIG0404", "review-too-far", "review_by is more than two years ahead"},
    {"SIG0405", "weak-title", "a title is too short, too long or taken to tell a hit by"},
    {"SIG0406", "severity-too-low-to-block", "a signature blocks for less than medium severity"},
    {"SIG0407", "unsure-block", "a signature blocks although its author claims low confidence"},
    {"SIG0408", "odd-reference", "a reference is none that a tool can follow"},
    {"SIG0409", "changed-without-rev", "a signature changed since the last release with its rev"},
    {"SIG0410", "rev-went-down", "a rev is lower than in the last release"},
    {"SIG0411", "regex-does-not-compile", "the pattern engine refuses a regex"},
    {"SIG0412", "regex-over-budget", "a regex takes too long or too much memory to compile"},
    {"SIG0413", "regex-needs-confirm", "a regex is run by PCRE2 behind a prefilter"},
    {"SIG0414", "regex-matches-empty", "a regex matches the empty text and so every value"},
    {"SIG0415", "can-never-match", "a value or regex can match nothing that the field can hold"},
    {"SIG0416", "dead-alternative", "one alternative of a regex or list can never match"},
    {"SIG0417", "no-usable-literal", "a signature has no fixed text by which to look for it"},
    {"SIG0418", "short-literal", "the fixed text to look for is of one or two bytes"},
    {"SIG0419", "set-too-large", "the set is near what a matcher takes"},
    {"SIG0420", "catastrophic-regex", "an input makes a regex run into its limit"},
    {"SIG0421", "unstable-verdict", "padding round an attack turns the verdict"},
    {"SIG0422", "no-match-example", "a signature shows nothing that it must find"},
    {"SIG0423", "no-counter-example", "a signature shows nothing that it must leave alone"},
    {"SIG0424", "example-does-not-fire", "a match example is not found"},
    {"SIG0425", "counter-example-fires", "a no_match example is found"},
    {"SIG0426", "example-undecided", "an example runs a regex into its limit"},
    {"SIG0427", "unreadable-example", "an example is nothing that the surface reads"},
    {"SIG0428", "same-condition", "two signatures ask the same"},
    {"SIG0429", "fire-together", "two signatures find each other's examples"},
    {"SIG0430", "shadowed", "whatever a signature finds, another one finds as well"},
    {"SIG0431", "long-block", "a block lasts longer than a week"},
    {"SIG0432", "block-without-rate", "one failed attempt blocks, with no rate"},
    {"SIG0433", "forgeable-source", "a block acts on an address that the sender can forge"},
    {"SIG0434", "no-never-block", "an environment blocks and spares nobody"},
    {"SIG0435", "block-never-acts", "no environment lets the signature block"},
    {"SIG0436", "matches-everything", "a condition holds with nothing in particular present"},
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
