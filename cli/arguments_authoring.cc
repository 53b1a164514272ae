#include "cli/commands/commands.h"
#include "cli/subcommand.h"

namespace sig::cli {
namespace {

void add_traffic(CLI::App* sub, TrafficOptions& traffic) {
  add_project(sub, traffic.project);
  sub->add_option("--corpus",
                  traffic.corpora,
                  "A corpus of sigctl.yaml, or a pinned folder; repeat for more")
      ->allow_extra_args(false);
  sub->add_option("--traffic", traffic.traffic, "Loose recordings: files or folders");
  sub->add_option(
      "--format", traffic.format, "Format of the loose recordings, when it cannot be told");
  sub->add_option("--var", traffic.vars, "NAME=VALUE[,VALUE..] for $NAME in signatures")
      ->allow_extra_args(false);
  sub->add_option("--filter", traffic.filter, "Only these packets, in libpcap's language");
  sub->add_option(
      "--client",
      traffic.client,
      "What one client is in loose recordings: source-ip, header:NAME, cookie:NAME, record");
  sub->add_flag("--midstream,!--no-midstream",
                traffic.midstream,
                "Pick up connections whose start is missing [on]");
  sub->add_option(
      "--checksums", traffic.checksums, "off: take packets whose checksums are wrong [on]");
  sub->add_option("--workers", traffic.workers, "Threads [one per core]");
}

void add_corpus(CLI::App& app, Arguments& arguments) {
  CLI::App* corpus = app.add_subcommand("corpus", "Pin and check folders of recordings.");
  corpus->fallthrough();
  corpus->require_subcommand(1);
  auto pin = std::make_shared<CorpusOptions>();
  CLI::App* sub =
      add_command(*corpus,
                  arguments,
                  "pin",
                  "Read every recording of a folder and write down what it holds in corpus.yaml.",
                  pin,
                  run_corpus_pin);
  sub->add_option("folder", pin->folder, "The folder of recordings")->required();
  sub->add_option("--label", pin->label, "benign or attack")->required();
  sub->add_option("--name", pin->name, "Name of the corpus [the folder's]");
  sub->add_option(
      "--client", pin->client, "What one client is: source-ip, header:NAME, cookie:NAME, record");
  sub->add_option("--reason", pin->reason, "Why records are independent, for --client record");
  sub->add_option("--provenance", pin->provenance, "Where the recordings come from");
  sub->add_option("--workers", pin->workers, "Threads [one per core]");
  sub->add_flag("--dry-run", pin->dry_run, "Read and say, write nothing");
  sub->footer(
      "Example: sigctl corpus pin corpora/benign-web --label benign\nNext: sigctl replay BUNDLE "
      "--corpus NAME");
  auto check = std::make_shared<CorpusOptions>();
  CLI::App* checking = add_command(*corpus,
                                   arguments,
                                   "check",
                                   "Compare a folder with its corpus.yaml.",
                                   check,
                                   run_corpus_check);
  checking->add_option("folder", check->folder, "The pinned folder")->required();
}

void add_replay(CLI::App& app, Arguments& arguments) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* sub = add_command(app,
                              arguments,
                              "replay",
                              "Run signatures over recorded traffic and write evidence.",
                              options,
                              run_replay);
  sub->add_option("bundle", options->bundle, "A bundle file");
  sub->add_option(
      "--sources", options->sources, "Signature files, folders or a bundle, in place of BUNDLE");
  add_traffic(sub, options->traffic);
  sub->add_option("-o,--output", options->output, "Write the evidence here");
  sub->add_option(
      "--events", options->events, "Write a JSON line per hit to this file, or - for stdout");
  sub->add_option("--engine", options->engine, "Who runs *.rules: builtin or suricata [builtin]");
  sub->add_option("--compare",
                  options->compare,
                  "builtin,suricata: run *.rules with both and list where they differ");
  sub->add_option(
      "--shard", options->shard, "K/N: only the K-th of N parts; put together with merge");
  sub->footer(
      "Example: sigctl replay out.bundle --corpus benign-web --corpus attacks-web -o "
      "evidence.json\n"
      "Exit: 0 measured, 1 the run proves nothing. Next: sigctl report, sigctl gate");
  auto merge = std::make_shared<MergeOptions>();
  CLI::App* merging = add_command(
      app, arguments, "merge", "Put the evidence of shards together.", merge, run_merge);
  merging->add_option("parts", merge->parts, "Evidence files of all shards")->required();
  merging->add_option("-o,--output", merge->output, "Write the whole evidence here")->required();
}

void add_reading(CLI::App& app, Arguments& arguments) {
  auto report = std::make_shared<ReportOptions>();
  CLI::App* sub = add_command(
      app, arguments, "report", "Show evidence for people and for CI systems.", report, run_report);
  sub->add_option("evidence", report->evidence, "The evidence file")->required();
  sub->add_option("--html", report->html, "Write one self-contained page here");
  sub->add_option("--junit", report->junit, "Write JUnit XML here");
  sub->add_option("--sarif", report->sarif, "Write SARIF 2.1.0 here");
  sub->add_option("--markdown", report->markdown, "Write Markdown for a merge request here");
  sub->footer("Example: sigctl report evidence.json --html report.html --junit junit.xml");
  auto diff = std::make_shared<DiffOptions>();
  sub = add_command(app,
                    arguments,
                    "diff",
                    "List the records that change verdict from one set of signatures to another.",
                    diff,
                    run_diff);
  sub->add_option("before", diff->before, "The old bundle or signature folder")->required();
  sub->add_option("after", diff->after, "The new one")->required();
  add_traffic(sub, diff->traffic);
  sub->footer(
      "Example: sigctl diff old.bundle new.bundle --corpus benign-web\nExit: 0 nothing changes, 1 "
      "something does");
  auto explain = std::make_shared<ExplainOptions>();
  sub = add_command(app,
                    arguments,
                    "explain",
                    "Show which condition of a signature matched where in a sample.",
                    explain,
                    run_explain);
  sub->add_option("signature", explain->signature, "Its id")->required();
  sub->add_option("sample",
                  explain->sample,
                  "A recording, a raw request, a log line; a file, - or the text itself")
      ->required();
  sub->add_option(
      "--sources", explain->sources, "Signature files or a bundle, in place of the project's");
  add_project(sub, explain->project);
  sub->footer(
      "Example: sigctl explain path-traversal request.http\nExit: 0 it fires, 1 it does not");
}

}  // namespace

void add_authoring_commands(CLI::App& app, Arguments& arguments) {
  auto init = std::make_shared<InitOptions>();
  CLI::App* sub =
      add_command(app, arguments, "init", "Write a working signature repository.", init, run_init);
  sub->add_option("folder", init->folder, "Where; its name becomes the project's")->required();
  sub->add_flag("--dry-run", init->dry_run, "Name the files, write nothing");
  sub->footer("Example: sigctl init shop && cd shop && sigctl validate");
  auto validate = std::make_shared<ValidateOptions>();
  sub = add_command(app,
                    arguments,
                    "validate",
                    "Check the signatures and run their examples.",
                    validate,
                    run_validate);
  sub->add_option("paths", validate->paths, "Signature files or folders [the project]");
  add_project(sub, validate->project);
  sub->add_option(
      "--engine", validate->engine, "suricata: also ask the engine itself about *.rules");
  sub->footer("Example: sigctl validate\nExit: 0 valid, 1 not. Next: sigctl compile -o out.bundle");
  auto compile = std::make_shared<CompileOptions>();
  sub = add_command(app,
                    arguments,
                    "compile",
                    "Seal the project's signatures into a bundle.",
                    compile,
                    run_compile);
  sub->add_option("-o,--output", compile->output, "The bundle file")->required();
  sub->add_flag("--losses", compile->shows_losses, "Say why an engine cannot express a signature");
  sub->add_flag(
      "--locked", compile->is_locked, "Refuse when ids.lock lacks a number, in place of adding it");
  add_project(sub, compile->project);
  sub->footer(
      "Example: sigctl compile -o out.bundle\nNext: sigctl replay out.bundle --corpus NAME -o "
      "evidence.json");
  add_corpus(app, arguments);
  add_replay(app, arguments);
  add_reading(app, arguments);
}

}  // namespace sig::cli
