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
                   {"possible", step.is_possible},
                   {"from", step.from},
                   {"to", step.to},
                   {"actions", step.actions}});
  }
  return out;
}

std::string_view name_of(observe::Drift drift) {
  switch (drift) {
    case observe::Drift::Unreachable:
      return "unreachable";
    case observe::Drift::RunsNothing:
      return "runs-nothing";
    case observe::Drift::OtherRelease:
      return "other-release";
    case observe::Drift::Bypassed:
      return "bypassed";
    default:
      return "none";
  }
}

Json point_json(const pipeline::PointStatus& point) {
  const Live& live = point.live;
  Json out = {
      {"point", live.point}, {"reachable", live.reachable}, {"drift", name_of(point.drift)}};
  if (!live.problem.empty()) out["problem"] = live.problem;
  if (live.bundle) out["bundle"] = live.bundle->hex();
  if (live.reachable) {
    out["environment"] = live.environment;
    out["release"] = live.release;
    out["signatures"] = live.signatures;
    out["bypass"] = live.bypass;
  }
  return out;
}

std::string point_words(const pipeline::PointStatus& point, const Terminal& terminal) {
  const Live& live = point.live;
  const bool is_bad = point.drift != observe::Drift::None;
  if (!live.reachable) {
    const std::string words = "cannot be asked: " + visible(live.problem);
    return is_bad ? terminal.red(words) : words;
  }
  if (!live.bundle) return is_bad ? terminal.red("runs nothing") : "runs nothing";
  std::string words = fmt::format("runs {}/{} (bundle {}), {} signatures",
                                  visible(live.environment),
                                  live.release,
                                  short_digest(*live.bundle),
                                  live.signatures);
  if (point.drift == observe::Drift::OtherRelease)
    words = terminal.red(words + ", not the release");
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
    for (const pipeline::PointStatus& point : row.points) {
      out += fmt::format(
          "  {}  {}\n", terminal.bold(visible(point.live.point)), point_words(point, terminal));
    }
  }
  return out;
}

Json status_json(const std::vector<pipeline::EnvironmentStatus>& rows) {
  Json out = Json::array();
  for (const pipeline::EnvironmentStatus& row : rows) {
    Json entry = {{"name", row.name}, {"drift", row.has_drift()}};
    entry["release"] = row.release ? release_json(*row.release) : Json(nullptr);
    Json points = Json::array();
    for (const pipeline::PointStatus& point : row.points)
      points.push_back(point_json(point));
    entry["points"] = std::move(points);
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace sig::cli
