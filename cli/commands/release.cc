#include "pipeline/release.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/render/decision.h"
#include "cli/render/rollout.h"
#include "pipeline/project.h"
#include "pipeline/rollout.h"

namespace sig::cli {
namespace {

int exit_code(Verdict verdict) {
  return verdict == Verdict::Pass   ? exit_yes
         : verdict == Verdict::Fail ? exit_no
                                    : exit_not_enough_evidence;
}

pipeline::GateRequest gate_request(const GateOptions& options) {
  return {.folder = options.project,
          .environment = options.environment,
          .evidence = options.evidence,
          .bundle = options.bundle,
          .now = now()};
}

Json releases_json(const std::vector<Release>& releases) {
  Json out = Json::array();
  for (const Release& release : releases)
    out.push_back(release_json(release));
  return out;
}

}  // namespace

int run_gate(const GateOptions& options, const Terminal& terminal) {
  auto decision = pipeline::gate(gate_request(options));
  if (!decision) return terminal.fail(decision.error());
  terminal.text(decision_text(*decision, terminal));
  terminal.document(decision->verdict == Verdict::Pass, decision_json(*decision));
  return exit_code(decision->verdict);
}

int run_promote(const PromoteOptions& options, const Terminal& terminal) {
  auto promotion = pipeline::promote(
      {.gate = gate_request(options.gate), .reason = options.reason, .dry_run = options.dry_run});
  if (!promotion) return terminal.fail(promotion.error());
  const bool passed = promotion->decision.verdict == Verdict::Pass;
  Json content = {{"decision", decision_json(promotion->decision)},
                  {"dry_run", options.dry_run},
                  {"next", promotion->next_number},
                  {"releases", releases_json(promotion->releases)}};
  if (promotion->already) {
    content["already"] = release_json(*promotion->already);
    terminal.text(fmt::format("{} is the current release of {}; nothing was done.\n  {}\n",
                              "bundle " + short_digest(promotion->already->bundle),
                              options.gate.environment,
                              release_line(*promotion->already)));
  } else {
    terminal.text(decision_text(promotion->decision, terminal));
  }
  for (const Release& release : promotion->releases) {
    terminal.text(fmt::format("released {}\n", release_line(release)));
  }
  if (options.dry_run && passed && !promotion->already) {
    terminal.text(fmt::format("\nNothing was released; it would be {}/{}.\n",
                              options.gate.environment,
                              promotion->next_number));
  } else if (!promotion->releases.empty()) {
    terminal.text(fmt::format("Next: sigctl push {} --dry-run\n", options.gate.environment));
  }
  terminal.document(passed, content);
  return exit_code(promotion->decision.verdict);
}

int run_push(const PushOptions& options, const Terminal& terminal) {
  auto rollout = pipeline::push(
      {.folder = options.project, .environment = options.environment, .dry_run = options.dry_run});
  if (!rollout) return terminal.fail(rollout.error());
  terminal.text(plan_text(*rollout, terminal));
  if (!rollout->receipt && !rollout->plan.is_possible()) {
    terminal.document(false, rollout_json(*rollout));
    terminal.note(
        "error: not every enforcement point can be asked, so the plan cannot be carried out");
    return exit_trouble;
  }
  if (!rollout->receipt) {
    terminal.text(fmt::format("\nNothing was changed. To carry it out: sigctl push {}\n",
                              options.environment));
    terminal.document(true, rollout_json(*rollout));
    return exit_yes;
  }
  terminal.text("\n" + receipt_text(*rollout->receipt, terminal));
  const int code = exit_code(*rollout->receipt);
  terminal.document(code == exit_yes, rollout_json(*rollout));
  if (code != exit_yes) terminal.note("error: the push did not reach every enforcement point");
  return code;
}

int run_rollback(const RollbackOptions& options, const Terminal& terminal) {
  auto rollback = pipeline::roll_back(
      {.folder = options.project,
       .environment = options.environment,
       .to = options.to == 0 ? std::nullopt : std::optional<std::uint64_t>(options.to),
       .reason = options.reason,
       .dry_run = options.dry_run,
       .push = !options.no_push,
       .now = now()});
  if (!rollback) return terminal.fail(rollback.error());
  Json content = {{"dry_run", options.dry_run}, {"release", release_json(rollback->release)}};
  const std::string line = release_line(rollback->release);
  if (options.dry_run) {
    terminal.text(fmt::format("would bring back {}\nNothing was changed.\n", line));
    terminal.document(true, content);
    return exit_yes;
  }
  terminal.text(fmt::format("rolled back: {}\n", line));
  int code = exit_yes;
  if (rollback->rollout) {
    terminal.text(receipt_text(*rollback->rollout->receipt, terminal));
    content["push"] = rollout_json(*rollback->rollout);
    // The entry is made: what was not pushed leaves the rollback half done.
    if (exit_code(*rollback->rollout->receipt) != exit_yes) code = exit_partial;
  } else if (rollback->push_failure) {
    content["push_failure"] = rollback->push_failure->message;
    terminal.note("error: " + visible(rollback->push_failure->message));
    code = exit_partial;
  }
  if (code == exit_partial) {
    terminal.note(
        fmt::format("error: the rollback is released, but not in force everywhere\n  "
                    "= help: mend the point, then type: sigctl push {}",
                    options.environment));
  } else if (!rollback->rollout) {
    terminal.text(fmt::format("Next: sigctl push {}\n", options.environment));
  }
  terminal.document(code == exit_yes, content);
  return code;
}

int run_status(const StatusOptions& options, const Terminal& terminal) {
  auto project = pipeline::load_project(options.project);
  if (!project) return terminal.fail(project.error());
  auto rows = pipeline::status(*project);
  if (!rows) return terminal.fail(rows.error());
  bool drift = false;
  for (const auto& row : *rows)
    drift = drift || row.has_drift();
  terminal.text(status_text(*rows, terminal));
  terminal.document(!drift, {{"project", project->name}, {"environments", status_json(*rows)}});
  return drift ? exit_no : exit_yes;
}

int run_log(const StatusOptions& options, const Terminal& terminal) {
  auto project = pipeline::load_project(options.project);
  if (!project) return terminal.fail(project.error());
  auto entries = pipeline::history(*project, options.environment);
  if (!entries) return terminal.fail(entries.error());
  for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {
    terminal.text(release_line(*entry) + "\n");
  }
  if (entries->empty()) terminal.text("Nothing was released to " + options.environment + " yet.\n");
  terminal.document(true,
                    {{"environment", options.environment}, {"releases", releases_json(*entries)}});
  return exit_yes;
}

}  // namespace sig::cli
