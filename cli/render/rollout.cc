#include "cli/render/rollout.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/render/decision.h"

namespace sig::cli {
namespace {

std::string_view to_string(push::Receipt::Outcome outcome) {
  switch (outcome) {
    case push::Receipt::Outcome::Done:
      return "done";
    case push::Receipt::Outcome::Partial:
      return "partial";
    default:
      return "failed";
  }
}

Json plan_json(const push::Plan& plan) {
  Json out = Json::array();
  for (const push::Step& step : plan.steps) {
    out.push_back({{"point", step.point},
                   {"driver", step.driver},
                   {"wave", step.wave},
                   {"needed", step.is_needed},
                   {"from", step.from},
                   {"to", step.to},
                   {"actions", step.actions}});
  }
  return out;
}

Json live_json(const push::Live& live, const std::optional<Release>& release) {
  Json out = {{"point", live.point}, {"reachable", live.reachable}};
  if (!live.problem.empty()) out["problem"] = live.problem;
  if (live.bundle) out["bundle"] = live.bundle->hex();
  if (live.reachable) {
    out["environment"] = live.environment;
    out["release"] = live.release;
    out["signatures"] = live.signatures;
    out["bypass"] = live.bypass;
    out["in_step"] = release && live.bundle == release->bundle;
  }
  return out;
}

std::string live_words(const push::Live& live,
                       const std::optional<Release>& release,
                       const Terminal& terminal) {
  if (!live.reachable) return terminal.red("cannot be asked: " + visible(live.problem));
  if (!live.bundle) return release ? terminal.yellow("runs nothing") : "runs nothing";
  std::string words = fmt::format("runs {}/{} (bundle {}), {} signatures",
                                  visible(live.environment),
                                  live.release,
                                  short_digest(*live.bundle),
                                  live.signatures);
  if (release && live.bundle != release->bundle) words = terminal.red(words + ", not the release");
  if (live.bypass) words += terminal.red(", BYPASS is on: nothing is blocked");
  return words;
}

}  // namespace

std::string plan_text(const pipeline::Rollout& rollout, const Terminal& terminal) {
  std::string out = fmt::format("plan: {}\n\n", release_line(rollout.release));
  std::vector<std::vector<std::string>> rows;
  for (const push::Step& step : rollout.plan.steps) {
    rows.push_back({fmt::format("wave {}", step.wave),
                    terminal.bold(visible(step.point)),
                    visible(step.driver),
                    step.is_needed ? visible(step.from) + " -> " + visible(step.to)
                                   : "already runs " + visible(step.to)});
    for (const std::string& action : step.actions)
      rows.push_back({"", "", "", "  " + visible(action)});
  }
  return out + table(rows);
}

std::string receipt_text(const push::Receipt& receipt, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows;
  for (const push::PointReceipt& point : receipt.points) {
    const std::string state = point.done       ? terminal.green("done")
                              : point.restored ? terminal.yellow("restored")
                                               : terminal.red("failed");
    rows.push_back({terminal.bold(visible(point.point)), state, visible(point.message)});
  }
  return table(rows);
}

Json rollout_json(const pipeline::Rollout& rollout) {
  Json out = {{"release", release_json(rollout.release)}, {"plan", plan_json(rollout.plan)}};
  if (!rollout.receipt) return out;
  Json points = Json::array();
  for (const push::PointReceipt& point : rollout.receipt->points) {
    points.push_back({{"point", point.point},
                      {"done", point.done},
                      {"restored", point.restored},
                      {"message", point.message}});
  }
  out["outcome"] = to_string(rollout.receipt->outcome);
  out["points"] = std::move(points);
  return out;
}

int exit_code(const push::Receipt& receipt) {
  switch (receipt.outcome) {
    case push::Receipt::Outcome::Done:
      return exit_yes;
    case push::Receipt::Outcome::Partial:
      return exit_partial;
    default:
      return exit_trouble;
  }
}

std::string status_text(const std::vector<pipeline::EnvironmentStatus>& rows,
                        const Terminal& terminal) {
  std::string out;
  for (const pipeline::EnvironmentStatus& row : rows) {
    out += row.release ? fmt::format("{}\n", release_line(*row.release))
                       : fmt::format("{}  nothing released yet\n", row.name);
    for (const push::Live& live : row.points) {
      out += fmt::format("  {}  {}\n",
                         terminal.bold(visible(live.point)),
                         live_words(live, row.release, terminal));
    }
  }
  return out;
}

Json status_json(const std::vector<pipeline::EnvironmentStatus>& rows) {
  Json out = Json::array();
  for (const pipeline::EnvironmentStatus& row : rows) {
    Json entry = {{"name", row.name}, {"drift", row.has_drift}};
    entry["release"] = row.release ? release_json(*row.release) : Json(nullptr);
    Json points = Json::array();
    for (const push::Live& live : row.points)
      points.push_back(live_json(live, row.release));
    entry["points"] = std::move(points);
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace sig::cli
