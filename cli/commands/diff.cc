#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/commands/traffic_options.h"
#include "cli/render/evidence_text.h"
#include "pipeline/rehearse.h"

namespace sig::cli {
namespace {

constexpr size_t most_causes = 20;

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

Json signature_json(const replay::SignatureChange& change) {
  Json out = {{"id", change.id},
              {"title", change.title},
              {"change", to_string(change.kind)},
              {"begins", change.begins},
              {"ends", change.ends},
              {"acts", change.acts}};
  if (change.rev_before) out["rev_before"] = *change.rev_before;
  if (change.rev_after) out["rev_after"] = *change.rev_after;
  return out;
}

/// "1 -> 2", "- -> 1": what became of the rev.
std::string revs(const replay::SignatureChange& change) {
  const auto text = [](const std::optional<std::uint32_t>& rev) {
    return rev ? std::to_string(*rev) : std::string("-");
  };
  return text(change.rev_before) + " -> " + text(change.rev_after);
}

/// The signatures that make units change verdict, those of most units first.
std::string causes(const std::vector<replay::SignatureChange>& signatures) {
  const auto units = [](const replay::SignatureChange& one) {
    return one.begins + one.ends + one.acts;
  };
  std::vector<const replay::SignatureChange*> order;
  for (const replay::SignatureChange& one : signatures) {
    if (units(one) > 0) order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
    return units(*a) > units(*b);
  });
  if (order.empty()) return "";
  std::vector<std::vector<std::string>> rows{
      {"because of", "", "rev", "fires anew", "fires no more", "acts otherwise"}};
  for (const replay::SignatureChange* one : order) {
    if (rows.size() > most_causes) break;
    rows.push_back({shown_name(one->id, one->title),
                    std::string(to_string(one->kind)),
                    revs(*one),
                    with_thousands(one->begins),
                    with_thousands(one->ends),
                    with_thousands(one->acts)});
  }
  std::string out = table(rows);
  if (order.size() > most_causes) {
    out += fmt::format("  and {}: see --json\n", counted(order.size() - most_causes, "signature"));
  }
  return out;
}

/// "signatures: 3 added, 1 removed, 2 changed"; nothing where the sets are the same.
std::string set_line(const std::vector<replay::SignatureChange>& signatures) {
  using Kind = replay::SignatureChange::Kind;
  const auto count = [&signatures](Kind kind) {
    return with_thousands(static_cast<std::uint64_t>(
        std::count_if(signatures.begin(), signatures.end(), [kind](const auto& one) {
          return one.kind == kind;
        })));
  };
  if (signatures.empty()) return "";
  return fmt::format("signatures: {} added, {} removed, {} changed\n",
                     count(Kind::Added),
                     count(Kind::Removed),
                     count(Kind::Changed));
}

std::string summary(const replay::Comparison& comparison) {
  std::string out;
  if (comparison.newly_flagged_unlabelled + comparison.no_longer_flagged_unlabelled > 0) {
    out = fmt::format("unlabelled: {} newly flagged, {} no longer\n",
                      comparison.newly_flagged_unlabelled,
                      comparison.no_longer_flagged_unlabelled);
  }
  return out + fmt::format(
                   "benign: {} newly flagged, {} no longer (one-sided exact McNemar p = {:.3g}); "
                   "{} newly "
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
  Json signatures = Json::array();
  for (const replay::SignatureChange& change : comparison->signatures)
    signatures.push_back(signature_json(change));
  terminal.text(causes(comparison->signatures));
  terminal.text(set_line(comparison->signatures));
  terminal.text(summary(*comparison));
  const bool same = comparison->changes.empty();
  terminal.document(same,
                    {{"newly_flagged_benign", comparison->newly_flagged_benign},
                     {"no_longer_flagged_benign", comparison->no_longer_flagged_benign},
                     {"newly_flagged_attack", comparison->newly_flagged_attack},
                     {"no_longer_flagged_attack", comparison->no_longer_flagged_attack},
                     {"newly_blocked_benign", comparison->newly_blocked_benign},
                     {"no_longer_blocked_benign", comparison->no_longer_blocked_benign},
                     {"newly_flagged_unlabelled", comparison->newly_flagged_unlabelled},
                     {"no_longer_flagged_unlabelled", comparison->no_longer_flagged_unlabelled},
                     {"signatures", std::move(signatures)},
                     {"mcnemar_p", comparison->mcnemar_p},
                     {"changes", std::move(changes)}});
  return same ? exit_yes : exit_no;
}

}  // namespace sig::cli
