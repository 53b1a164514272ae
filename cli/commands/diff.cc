#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/commands/traffic_options.h"
#include "pipeline/rehearse.h"

namespace sig::cli {
namespace {

std::string names(const std::vector<std::string>& ids) {
  return ids.empty() ? "nothing" : visible(join(ids, ", "));
}

std::string change_text(const replay::Change& change) {
  return fmt::format(
      "{} {}:{}{}  {}\n    {} ({}) -> {} ({})\n    {}\n",
      change.corpus,
      visible(change.where.file),
      change.where.record,
      change.where.transaction > 0 ? fmt::format(".{}", change.where.transaction) : "",
      visible(change.where.client),
      to_string(change.was),
      names(change.before),
      to_string(change.becomes),
      names(change.after),
      quote(change.where.shown, 200));
}

Json change_json(const replay::Change& change) {
  return {{"corpus", change.corpus},
          {"label", to_string(change.label)},
          {"file", change.where.file},
          {"record", change.where.record},
          {"transaction", change.where.transaction},
          {"client", change.where.client},
          {"was", to_string(change.was)},
          {"becomes", to_string(change.becomes)},
          {"before", change.before},
          {"after", change.after},
          {"shown", change.where.shown}};
}

std::string summary(const replay::Comparison& comparison) {
  return fmt::format(
      "benign: {} newly flagged, {} no longer (one-sided exact McNemar p = {:.3g}); {} newly "
      "blocked, {} no longer\n"
      "attack: {} newly flagged, {} no longer\n",
      comparison.newly_flagged_benign,
      comparison.no_longer_flagged_benign,
      comparison.mcnemar_p,
      comparison.newly_blocked_benign,
      comparison.no_longer_blocked_benign,
      comparison.newly_flagged_attack,
      comparison.no_longer_flagged_attack);
}

}  // namespace

int run_diff(const DiffOptions& options, const Terminal& terminal) {
  auto request = rehearsal_request(options.traffic);
  if (!request) return terminal.fail(request.error());
  Diagnostics diagnostics;
  auto comparison = pipeline::compare(*request, options.before, options.after, diagnostics);
  if (!comparison) {
    if (diagnostics.has_errors()) terminal.note(diagnostics.as_text());
    return terminal.fail(comparison.error());
  }
  Json changes = Json::array();
  for (const replay::Change& change : comparison->changes) {
    terminal.text(change_text(change));
    changes.push_back(change_json(change));
  }
  terminal.text(summary(*comparison));
  const bool same = comparison->changes.empty();
  terminal.document(same,
                    {{"newly_flagged_benign", comparison->newly_flagged_benign},
                     {"no_longer_flagged_benign", comparison->no_longer_flagged_benign},
                     {"newly_flagged_attack", comparison->newly_flagged_attack},
                     {"no_longer_flagged_attack", comparison->no_longer_flagged_attack},
                     {"newly_blocked_benign", comparison->newly_blocked_benign},
                     {"no_longer_blocked_benign", comparison->no_longer_blocked_benign},
                     {"mcnemar_p", comparison->mcnemar_p},
                     {"changes", std::move(changes)}});
  return same ? exit_yes : exit_no;
}

}  // namespace sig::cli
