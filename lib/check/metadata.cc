#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "check/checks.h"
#include "check/place.h"
#include "check/references.h"
#include "model/names.h"

namespace sig::check {
namespace {

constexpr std::int64_t ns_per_day = 86400LL * 1000000000LL;
constexpr std::int64_t longest_review_days = 2 * 366;
constexpr size_t shortest_title = 8;
constexpr size_t longest_title = 120;

std::string date_text(Time time) {
  return to_iso8601(time).substr(0, 10);
}

void check_review(const Signature& signature, Time now, Findings& findings) {
  const Span at = place_of(signature, "review_by");
  const std::string next_year = date_text({now.ns + 365 * ns_per_day});
  if (!signature.review_by) return;  // the reader asks for it
  const std::int64_t ahead = signature.review_by->ns - now.ns;
  if (ahead < 0) {
    findings.warning(
        "SIG0403",
        at,
        fmt::format("review_by {} is past, so {} only alerts",
                    date_text(*signature.review_by),
                    quote(signature.id)),
        fmt::format("today is {}", date_text(now)),
        fmt::format("look at what it found, then remove it or write review_by: {}", next_year));
  } else if (ahead > longest_review_days * ns_per_day) {
    findings.warning(
        "SIG0404",
        at,
        fmt::format("review_by {} is more than two years ahead", date_text(*signature.review_by)),
        fmt::format("today is {}", date_text(now)),
        fmt::format("nobody will remember why: review_by: {}", next_year));
  }
}

void check_title(const Signature& signature,
                 std::map<std::string, const Signature*>& titles,
                 Findings& findings) {
  const Span at = place_of(signature, "title");
  const size_t length = trim(signature.title).size();
  if (length < shortest_title || length > longest_title) {
    findings.warning("SIG0405",
                     at,
                     fmt::format("a title of {} bytes does not tell what was found", length),
                     fmt::format("expected {} to {} bytes", shortest_title, longest_title),
                     "say what the request does, as in: Directory traversal in the request path");
    return;
  }
  const auto [other, is_new] = titles.emplace(to_lower_ascii(trim(signature.title)), &signature);
  if (is_new || other->second->id == signature.id) return;
  findings.warning(
      "SIG0405",
      at,
      fmt::format(
          "{} in {} has the same title", quote(other->second->id), origin_text(*other->second)),
      "expected a title of its own",
      "reports show titles: say how the two differ");
}

void check_claims(const Signature& signature, Findings& findings) {
  if (signature.action != Action::Block) return;
  if (signature.severity < Severity::Medium) {
    findings.error(
        "SIG0406",
        place_of(signature, "severity"),
        fmt::format("{} blocks at severity {}", quote(signature.id), to_string(signature.severity)),
        "expected medium, high or critical",
        "what is not worth a medium is not worth a lost customer: action: alert");
  }
  if (signature.confidence == Confidence::Low) {
    findings.warning("SIG0407",
                     place_of(signature, "confidence"),
                     fmt::format("{} blocks at confidence low", quote(signature.id)),
                     "expected medium or high",
                     "replay it against benign traffic first; until then write action: alert");
  }
}

void check_references(const Signature& signature, Findings& findings) {
  for (const std::string& reference : signature.references) {
    const std::string problem = reference_problem(reference);
    if (problem.empty()) continue;
    findings.warning("SIG0408",
                     place_of(signature, "references"),
                     fmt::format("the reference {} {}", quote(reference), problem),
                     "expected such as cwe:22, cve:2021-44228, attack:T1190 or https://...",
                     {});
  }
}

}  // namespace

void check_metadata(const CheckInput& input, Diagnostics& diagnostics) {
  std::map<std::string, const Signature*> titles;
  for (const Signature& signature : input.signatures) {
    Findings findings(signature, diagnostics);
    check_review(signature, input.now, findings);
    check_title(signature, titles, findings);
    check_claims(signature, findings);
    check_references(signature, findings);
  }
}

}  // namespace sig::check
