#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"

/// One struct per command, filled from the command line, and one function that runs it and returns
/// the exit code. A command is: parse, one pipeline call, one render call.
namespace sig::cli {

struct InitOptions {
  std::string folder;
  bool dry_run = false;
};
int run_init(const InitOptions& options, const Terminal& terminal);

struct ValidateOptions {
  std::vector<std::string> paths;  ///< none: the project
  std::string project = ".";
  std::string engine;  ///< "suricata": asked about native rules too
};
int run_validate(const ValidateOptions& options, const Terminal& terminal);

struct CompileOptions {
  std::string output;
  std::string project = ".";
  bool is_locked = false;
  bool shows_losses = false;
};
int run_compile(const CompileOptions& options, const Terminal& terminal);

struct CorpusOptions {
  std::string folder;
  std::string name;
  std::string label;
  std::string client = "source-ip";
  std::string reason;
  std::string provenance;
  std::uint32_t workers = 0;
  bool dry_run = false;
};
int run_corpus_pin(const CorpusOptions& options, const Terminal& terminal);
int run_corpus_check(const CorpusOptions& options, const Terminal& terminal);

/// What replay and diff share.
struct TrafficOptions {
  std::string project = ".";
  std::vector<std::string> corpora;
  std::vector<std::string> traffic;
  std::vector<std::string> vars;  ///< NAME=VALUE
  std::string format;
  std::string filter;
  std::string client = "source-ip";
  std::string checksums = "on";
  bool midstream = true;
  std::uint32_t workers = 0;  ///< 0: one per core
};

struct ReplayOptions {
  TrafficOptions traffic;
  std::string bundle;
  std::vector<std::string> sources;
  std::string output;
  std::string events;
  std::string shard;  ///< K/N, K from 1
  std::string engine = "builtin";
  std::string compare;  ///< "builtin,suricata"
};
int run_replay(const ReplayOptions& options, const Terminal& terminal);

struct MergeOptions {
  std::vector<std::string> parts;
  std::string output;
};
int run_merge(const MergeOptions& options, const Terminal& terminal);

struct ReportOptions {
  std::string evidence;
  std::string html;
  std::string junit;
  std::string sarif;
  std::string markdown;
};
int run_report(const ReportOptions& options, const Terminal& terminal);

struct DiffOptions {
  TrafficOptions traffic;
  std::string before;
  std::string after;
};
int run_diff(const DiffOptions& options, const Terminal& terminal);

struct ExplainOptions {
  std::string project = ".";
  std::vector<std::string> sources;  ///< none: the project
  std::string signature;
  std::string sample;  ///< a file, "-", or the text itself
};
int run_explain(const ExplainOptions& options, const Terminal& terminal);

struct GateOptions {
  std::string project = ".";
  std::string environment;
  std::vector<std::string> evidence;
  std::string bundle;
};
int run_gate(const GateOptions& options, const Terminal& terminal);

struct PromoteOptions {
  GateOptions gate;
  std::string reason;
  bool dry_run = false;
};
int run_promote(const PromoteOptions& options, const Terminal& terminal);

struct PushOptions {
  std::string project = ".";
  std::string environment;
  bool dry_run = false;
};
int run_push(const PushOptions& options, const Terminal& terminal);

struct RollbackOptions {
  std::string project = ".";
  std::string environment;
  std::uint64_t to = 0;  ///< 0: the newest older release with another bundle
  std::string reason;
  bool dry_run = false;
  bool no_push = false;
};
int run_rollback(const RollbackOptions& options, const Terminal& terminal);

struct StatusOptions {
  std::string project = ".";
  std::string environment;
};
int run_status(const StatusOptions& options, const Terminal& terminal);
int run_log(const StatusOptions& options, const Terminal& terminal);

}  // namespace sig::cli
