#include "cli/commands/commands.h"
#include "cli/subcommand.h"

namespace sig::cli {
namespace {

void add_gate(CLI::App* sub, GateOptions& gate) {
  sub->add_option("environment", gate.environment, "An environment of sigctl.yaml")->required();
  sub->add_option("--evidence", gate.evidence, "Evidence files from replay")
      ->allow_extra_args(false);
  sub->add_option("--bundle", gate.bundle, "The bundle file [found by the evidence's digest]");
  add_project(sub, gate.project);
}

void add_promotion(CLI::App& app, Arguments& arguments) {
  auto gate = std::make_shared<GateOptions>();
  CLI::App* sub = add_command(
      app, arguments, "gate", "Ask whether a bundle may enter an environment.", gate, run_gate);
  add_gate(sub, *gate);
  sub->footer(
      "Example: sigctl gate stage --evidence evidence.json\n"
      "Exit: 0 pass, 1 fail, 4 not enough evidence. Next: sigctl promote ENVIRONMENT");
  auto promote = std::make_shared<PromoteOptions>();
  sub = add_command(
      app, arguments, "promote", "Pass the gate and tag a release.", promote, run_promote);
  add_gate(sub, promote->gate);
  sub->add_option("--reason", promote->reason, "Why; stands in the release for ever");
  sub->add_flag("--dry-run", promote->dry_run, "Ask the gate, tag nothing");
  sub->footer(
      "Example: sigctl promote stage --evidence evidence.json\nNext: sigctl push ENVIRONMENT "
      "--dry-run");
}

void add_operation(CLI::App& app, Arguments& arguments) {
  auto push = std::make_shared<PushOptions>();
  CLI::App* sub = add_command(app,
                              arguments,
                              "push",
                              "Bring the enforcement points of an environment to its release.",
                              push,
                              run_push);
  sub->add_option("environment", push->environment, "An environment of sigctl.yaml")->required();
  sub->add_flag("--dry-run", push->dry_run, "Print exactly the plan, change nothing");
  add_project(sub, push->project);
  sub->footer(
      "Example: sigctl push prod --dry-run\n"
      "Exit: 0 done, 3 not done and the old set is back, 5 done only in part: act now");
  auto rollback = std::make_shared<RollbackOptions>();
  sub = add_command(app,
                    arguments,
                    "rollback",
                    "Bring an older release back as a new entry, and push it.",
                    rollback,
                    run_rollback);
  sub->add_option("environment", rollback->environment, "An environment of sigctl.yaml")
      ->required();
  sub->add_option(
      "--to", rollback->to, "Number of the release [the newest older one with another bundle]");
  sub->add_option("--reason", rollback->reason, "Why; stands in the history for ever")->required();
  sub->add_flag("--dry-run", rollback->dry_run, "Say what would be brought back");
  sub->add_flag("--no-push", rollback->no_push, "Only make the entry");
  add_project(sub, rollback->project);
  sub->footer("Example: sigctl rollback prod --reason \"checkout blocked\"");
  auto status = std::make_shared<StatusOptions>();
  sub = add_command(app,
                    arguments,
                    "status",
                    "Say what each environment should run and what its points do run.",
                    status,
                    run_status);
  add_project(sub, status->project);
  sub->footer(
      "Example: sigctl status --json\nExit: 0 in step, 1 a point differs or cannot be asked");
  auto log = std::make_shared<StatusOptions>();
  sub = add_command(
      app, arguments, "log", "The releases of an environment, newest first.", log, run_log);
  sub->add_option("environment", log->environment, "An environment of sigctl.yaml")->required();
  add_project(sub, log->project);
  sub->footer("Example: sigctl log prod");
}

}  // namespace

void add_release_commands(CLI::App& app, Arguments& arguments) {
  add_promotion(app, arguments);
  add_operation(app, arguments);
}

}  // namespace sig::cli
