#include "cli/render/decision.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sig::cli {
namespace {

std::string mark(Verdict verdict, const Terminal& terminal) {
  switch (verdict) {
    case Verdict::Pass:
      return terminal.green("pass");
    case Verdict::Fail:
      return terminal.red("fail");
    default:
      return terminal.yellow("unknown");
  }
}

std::string headline(const Decision& decision, const Terminal& terminal) {
  const std::string bundle = "bundle " + short_digest(decision.bundle);
  switch (decision.verdict) {
    case Verdict::Pass:
      return fmt::format(
          "{}: {} may enter {}.\n", terminal.green("pass"), bundle, decision.environment);
    case Verdict::Fail:
      return fmt::format(
          "{}: {} stays out of {}.\n", terminal.red("fail"), bundle, decision.environment);
    default:
      return fmt::format("{}: {} stays out of {} until more is known.\n",
                         terminal.yellow("not enough evidence"),
                         bundle,
                         decision.environment);
  }
}

}  // namespace

std::string short_digest(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

std::string decision_text(const Decision& decision, const Terminal& terminal) {
  std::string out = headline(decision, terminal);
  // What stands in the way comes first; what passed is one line each.
  for (const Verdict verdict : {Verdict::Fail, Verdict::NotEnoughEvidence}) {
    for (const Reason& reason : decision.reasons) {
      if (reason.verdict != verdict) continue;
      out += fmt::format("\n  {}  {}", mark(reason.verdict, terminal), reason.code);
      if (!reason.subject.empty()) out += " " + terminal.bold(visible(reason.subject));
      out += fmt::format("\n    {}\n", visible(reason.message));
      if (!reason.limit.empty()) out += fmt::format("    limit {}\n", visible(reason.limit));
      if (!reason.hint.empty()) out += fmt::format("    = help: {}\n", visible(reason.hint));
    }
  }
  out += "\n";
  for (const Reason& reason : decision.reasons) {
    if (reason.verdict != Verdict::Pass) continue;
    out += fmt::format("  {}  {}", mark(reason.verdict, terminal), reason.code);
    if (!reason.subject.empty()) out += " " + visible(reason.subject);
    out += fmt::format(": {}", visible(reason.message));
    if (!reason.limit.empty()) out += fmt::format(" (limit {})", visible(reason.limit));
    out += "\n";
  }
  return out;
}

Json decision_json(const Decision& decision) {
  Json reasons = Json::array();
  for (const Reason& reason : decision.reasons) {
    Json row = {
        {"code", reason.code}, {"verdict", to_string(reason.verdict)}, {"message", reason.message}};
    if (!reason.subject.empty()) row["subject"] = reason.subject;
    if (!reason.limit.empty()) row["limit"] = reason.limit;
    if (!reason.hint.empty()) row["hint"] = reason.hint;
    reasons.push_back(std::move(row));
  }
  return {{"environment", decision.environment},
          {"bundle", decision.bundle.hex()},
          {"verdict", to_string(decision.verdict)},
          {"reasons", std::move(reasons)}};
}

std::string release_line(const Release& release) {
  std::string out = fmt::format("{}/{}  {}  bundle {}  {}  {}",
                                release.environment,
                                release.number,
                                to_string(release.kind),
                                short_digest(release.bundle),
                                to_iso8601(release.when),
                                visible(release.who));
  if (release.restores > 0)
    out += fmt::format("  (brings back {}/{})", release.environment, release.restores);
  if (!release.reason.empty()) out += "  " + quote(release.reason, 120);
  return out;
}

Json release_json(const Release& release) {
  Json evidence = Json::array();
  for (const Digest& digest : release.evidence)
    evidence.push_back(digest.hex());
  Json out = {{"environment", release.environment},
              {"number", release.number},
              {"kind", to_string(release.kind)},
              {"bundle", release.bundle.hex()},
              {"evidence", std::move(evidence)},
              {"when", to_iso8601(release.when)},
              {"who", release.who},
              {"reason", release.reason},
              {"tag_object", release.tag_object},
              {"commit", release.commit}};
  if (release.restores > 0) out["restores"] = release.restores;
  return out;
}

}  // namespace sig::cli
