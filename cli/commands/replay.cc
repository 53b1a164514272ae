#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/handle.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/commands/traffic_options.h"
#include "cli/render/events.h"
#include "cli/render/evidence_text.h"
#include "pipeline/rehearse.h"
#include "replay/evidence_file.h"

namespace sig::cli {
namespace {

/// "2/3" -> the second of three, counted from 0.
Status read_shard(const std::string& text, pipeline::RehearsalRequest& request) {
  if (text.empty()) return ok();
  const size_t slash = text.find('/');
  const auto number = parse_unsigned(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : parse_unsigned(std::string_view(text).substr(slash + 1));
  if (!number || !count || *number < 1 || *number > *count || *count > 64) {
    return usage_error("--shard takes K/N with K from 1 to N and N up to 64, not " + quote(text));
  }
  request.shard = static_cast<std::uint32_t>(*number - 1);
  request.shards = static_cast<std::uint32_t>(*count);
  return ok();
}

/// Where --events goes: a file, or stdout for "-".
class EventSink {
 public:
  static Result<EventSink> open(const std::string& path) {
    EventSink sink;
    if (path.empty()) return sink;
    sink.stream_ = path == "-" ? stdout : std::fopen(path.c_str(), "we");
    if (sink.stream_ == nullptr) return io_error("cannot write " + quote(path, 240));
    sink.owned_.reset(path == "-" ? nullptr : sink.stream_);
    return sink;
  }
  bool is_open() const { return stream_ != nullptr; }
  void write(const replay::HitEvent& hit) {
    if (is_unread_ || failed_) return;
    const std::string line = event_line(hit) + "\n";
    keep(std::fwrite(line.data(), 1, line.size(), stream_) == line.size());
  }
  bool finish() {
    if (stream_ != nullptr && !is_unread_ && !failed_) keep(std::fflush(stream_) == 0);
    return !failed_;
  }

 private:
  /// A reader that has gone costs the events, not the evidence.
  void keep(bool written) {
    if (written) return;
    (errno == EPIPE ? is_unread_ : failed_) = true;
  }

  std::FILE* stream_ = nullptr;
  std::unique_ptr<std::FILE, FreeWith<std::fclose>> owned_;
  bool failed_ = false;
  bool is_unread_ = false;
};

Status check_inputs(const ReplayOptions& options, const Terminal& terminal) {
  if (options.bundle.empty() == options.sources.empty()) {
    return usage_error("replay what?", "name a bundle, or signatures with --sources FILE|DIR");
  }
  if (options.engine != "builtin" && options.engine != "suricata") {
    return usage_error("--engine takes builtin or suricata, not " + quote(options.engine));
  }
  if (!options.compare.empty() && options.compare != "builtin,suricata") {
    return usage_error("--compare takes builtin,suricata, not " + quote(options.compare));
  }
  if (!options.compare.empty() && !(options.output + options.events + options.shard).empty()) {
    return usage_error("--compare only lists differences: no -o, --events or --shard goes with it",
                       "replay with --engine for evidence");
  }
  const bool asks_suricata = options.engine == "suricata" || !options.compare.empty();
  if (asks_suricata && !options.traffic.filter.empty()) {
    return usage_error("suricata takes a capture whole: --filter does not go with it",
                       "filter the capture with: tcpdump -r IN -w OUT FILTER");
  }
  if (terminal.json() && options.events == "-") {
    return usage_error("--json and --events - both want stdout", "write the events to a file");
  }
  return ok();
}

std::string next_step(const ReplayOptions& options, const Evidence& evidence) {
  if (options.output.empty()) return "";
  if (evidence.shards > 1) return "Next: sigctl merge PART.. -o evidence.json\n";
  return fmt::format(
      "Next: sigctl report {} --html report.html, or sigctl gate ENVIRONMENT --evidence {}\n",
      options.output,
      options.output);
}

/// The native rules with both engines: where they differ.
int run_engine_comparison(const pipeline::RehearsalRequest& request, const Terminal& terminal) {
  Diagnostics diagnostics;
  const auto comparison = pipeline::compare_engines(request, diagnostics);
  if (!comparison) {
    if (diagnostics.has_errors()) terminal.note(diagnostics.as_text());
    return terminal.fail(comparison.error());
  }
  for (const pipeline::EngineDifference& row : comparison->differences) {
    terminal.text(fmt::format("{} {}  {}: builtin {}, suricata {}\n",
                              visible(row.corpus),
                              visible(row.file),
                              visible(row.signature),
                              counted(row.builtin, "flow"),
                              counted(row.suricata, "flow")));
  }
  terminal.text(fmt::format("builtin and suricata {}: {} of capture and rule alike, {} different\n",
                            visible(comparison->suricata_version),
                            counted(comparison->agreed, "pair"),
                            with_thousands(comparison->differences.size())));
  if (!comparison->invalid.empty()) {
    terminal.note("error: a run proves nothing: " + visible(comparison->invalid.front()));
  }
  const bool same = comparison->differences.empty() && comparison->invalid.empty();
  Json rows = Json::array();
  for (const pipeline::EngineDifference& row : comparison->differences) {
    rows.push_back({{"corpus", row.corpus},
                    {"file", row.file},
                    {"signature", row.signature},
                    {"builtin", row.builtin},
                    {"suricata", row.suricata}});
  }
  terminal.document(same,
                    {{"suricata_version", comparison->suricata_version},
                     {"agreed", comparison->agreed},
                     {"differences", std::move(rows)},
                     {"invalid", comparison->invalid}});
  return same ? exit_yes : exit_no;
}

}  // namespace

int run_replay(const ReplayOptions& options, const Terminal& terminal) {
  if (auto usable = check_inputs(options, terminal); !usable) return terminal.fail(usable.error());
  auto request = rehearsal_request(options.traffic);
  if (!request) return terminal.fail(request.error());
  if (auto shard = read_shard(options.shard, *request); !shard) return terminal.fail(shard.error());
  auto sink = EventSink::open(options.events);
  if (!sink) return terminal.fail(sink.error());
  // With no other result this is a filter, which ends with its reader (`| head`).
  if (options.events == "-" && options.output.empty()) std::signal(SIGPIPE, SIG_DFL);
  request->bundle = options.bundle;
  request->sources = options.sources;
  request->engine = options.engine;
  if (!options.compare.empty()) return run_engine_comparison(*request, terminal);
  if (sink->is_open()) {
    request->on_hit = [&](const replay::HitEvent& hit) { sink->write(hit); };
  }
  if (terminal.shows_progress()) {
    request->on_progress = [&](const replay::Progress& p) { terminal.progress(progress_line(p)); };
  }
  Diagnostics diagnostics;
  auto rehearsal = pipeline::rehearse(*request, diagnostics);
  terminal.progress("");
  if (!rehearsal) {
    if (diagnostics.has_errors()) terminal.note(diagnostics.as_text());
    return terminal.fail(rehearsal.error());
  }
  const Evidence& evidence = rehearsal->evidence;
  if (!sink->finish()) return terminal.fail(io_error("cannot write " + quote(options.events, 240)));
  if (!options.output.empty()) {
    const auto written = write_atomically(options.output, replay::evidence_document(evidence));
    if (!written) return terminal.fail(written.error());
  }
  const bool valid = evidence.invalid.empty();
  if (options.events != "-") {
    terminal.text(evidence_text(evidence, terminal));
    if (valid) terminal.text(next_step(options, evidence));
  }
  if (!valid) {
    terminal.note("error: this run proves nothing: " + visible(evidence.invalid.front()));
  }
  terminal.document(valid, evidence_json(evidence));
  return valid ? exit_yes : exit_no;
}

int run_merge(const MergeOptions& options, const Terminal& terminal) {
  std::vector<Evidence> parts;
  for (const std::string& path : options.parts) {
    auto text = read_file(path);
    if (!text) return terminal.fail(text.error());
    auto part = replay::read_evidence(*text, path);
    if (!part) return terminal.fail(part.error());
    parts.push_back(std::move(*part));
  }
  auto merged = replay::merge(std::move(parts));
  if (!merged) return terminal.fail(merged.error());
  const auto written = write_atomically(options.output, replay::evidence_document(*merged));
  if (!written) return terminal.fail(written.error());
  terminal.text(evidence_text(*merged, terminal));
  terminal.document(merged->invalid.empty(), evidence_json(*merged));
  return merged->invalid.empty() ? exit_yes : exit_no;
}

}  // namespace sig::cli
