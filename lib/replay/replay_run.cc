#include "replay/replay_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "replay/example.h"
#include "replay/results.h"
#include "traffic/corpus.h"

namespace sig::replay {
namespace {

constexpr size_t waiting_hits_limit = 64U << 20U;
constexpr std::uint64_t events_between_reports = 2048;

std::uint64_t total_bytes(const std::vector<WorkItem>& items) {
  std::uint64_t out = 0;
  for (const WorkItem& item : items)
    out += item.bytes;
  return out;
}

void keep_range(std::optional<Time>& first, std::optional<Time>& last, std::optional<Time> time) {
  if (!time) return;
  if (!first || *time < *first) first = time;
  if (!last || *time > *last) last = time;
}

SignatureEvidence describe(const Signature& signature) {
  SignatureEvidence out;
  out.id = signature.id;
  out.rev = signature.rev;
  out.on = signature.on;
  out.action = signature.action;
  out.confidence = signature.confidence;
  out.severity = signature.severity;
  out.title = visible(signature.title);
  out.category = visible(signature.category);
  out.origin = {visible(signature.origin.file), std::max(signature.origin.line, 0)};
  out.digest = signature.digest;
  out.rate = signature.rate;
  return out;
}

}  // namespace

ReplayRun::ReplayRun(const ReplayRequest& request,
                     std::shared_ptr<const match::Ruleset> ruleset,
                     std::vector<WorkItem> items)
    : request_(request),
      ruleset_(std::move(ruleset)),
      items_(std::move(items)),
      progress_(request.on_progress, total_bytes(items_)),
      readings_(request.corpora.size()) {
  const size_t workers = std::min<size_t>(std::max(request.workers, 1U), items_.size());
  for (size_t i = 0; i < workers; ++i)
    workers_.push_back({MeteredScanner(ruleset_), {}, {}});
  if (request.on_hit) hits_.emplace(items_.size(), request.on_hit, waiting_hits_limit / workers);
  for (size_t corpus = 0; corpus < request.corpora.size(); ++corpus) {
    readings_[corpus].parts_left.resize(request.corpora[corpus].manifest.files.size());
    readings_[corpus].bytes.resize(readings_[corpus].parts_left.size());
  }
  for (const WorkItem& item : items_) {
    if (item.kind != WorkItem::Kind::Scan) continue;
    ++readings_[item.corpus].parts_left[item.file];
    readings_[item.corpus].bytes[item.file] += item.bytes;
  }
}

void ReplayRun::work(std::uint32_t worker, size_t item) {
  if (items_[item].kind == WorkItem::Kind::Verify) {
    verify(items_[item]);
  } else {
    scan(workers_[worker], item);
  }
  if (hits_) hits_->finish(item);
}

void ReplayRun::verify(const WorkItem& item) {
  const CorpusInput& corpus = request_.corpora[item.corpus];
  const auto differences = traffic::compare_with_folder(corpus.manifest, corpus.folder);
  const std::lock_guard lock(mutex_);
  if (!differences) {
    note_invalid(corpus, differences.error().message);
    return;
  }
  for (const std::string& difference : *differences)
    note_invalid(corpus, difference);
}

void ReplayRun::scan(Worker& worker, size_t index) {
  const WorkItem& item = items_[index];
  const CorpusInput& corpus = request_.corpora[item.corpus];
  CorpusTally& tally =
      worker.tallies
          .try_emplace(item.corpus, ruleset_->signatures(), corpus, request_.examples_per_signature)
          .first->second;
  tally.begin_file(item.file, name_of(corpus, item.file));
  std::uint64_t reported_bytes = 0;
  std::uint64_t reported_units = tally.units();
  std::uint64_t events = 0;
  const auto report = [&](std::uint64_t bytes) {
    const std::uint64_t done = std::min(std::max(bytes, reported_bytes), item.bytes);
    progress_.add(done - reported_bytes, tally.units() - reported_units);
    reported_bytes = done;
    reported_units = tally.units();
  };
  traffic::ReadCounts counts;
  Status status = ok();
  const bool has_flows = request_.native && is_capture_file(path_of(corpus, item.file));
  if (has_flows && FlowReplay::is_for(request_, item)) {
    FlowReplay& flows =
        worker.flows.try_emplace(item.corpus, *request_.native, ruleset_->signatures())
            .first->second;
    status = flows.run(
        request_, item, counts, [&](const Event& event, std::span<const match::Hit> hits) {
          const match::ScanResult result{hits, {}, 0};
          tally.add(event, result);
          if (hits_ && !hits.empty()) emit_hits(event, result, index);
        });
  } else if (has_flows) {
    counts.end_of_input = true;  // another part of this file has all of its flows
  }
  // Portable signatures are the built-in matcher's, whoever runs the native rules.
  if (status && (!has_flows || ruleset_->wanted_events() != 0)) {
    counts = {};
    status = read_item(request_,
                       item,
                       ruleset_->wanted_events(),
                       counts,
                       [&](const Event& event, const traffic::ReadCounts& so_far) {
                         const match::ScanResult result = worker.scanner.scan(event);
                         tally.add(event, result);
                         if (hits_ && !result.hits.empty()) emit_hits(event, result, index);
                         if (++events % events_between_reports == 0) report(so_far.bytes);
                       });
  }
  tally.settle_reach(worker.scanner.scanner());
  report(item.bytes);
  note_read(item, counts, status);
}

void ReplayRun::emit_hits(const Event& event, const match::ScanResult& result, size_t index) {
  const WorkItem& item = items_[index];
  const CorpusInput& corpus = request_.corpora[item.corpus];
  for (const match::Hit& hit : result.hits) {
    const Signature& signature = ruleset_->signatures()[hit.signature];
    if (hit.undecided || signature.rate) continue;
    HitEvent out;
    out.signature = &signature;
    out.example =
        make_example(event, signature, name_of(corpus, item.file), corpus.manifest.client);
    out.corpus = corpus.name;
    out.client_ip = event.client_ip;
    out.server_ip = event.server_ip;
    out.client_port = event.client_port;
    out.server_port = event.server_port;
    out.ip_protocol = event.ip_protocol;
    hits_->add(index, std::move(out));
  }
}

void ReplayRun::note_invalid(const CorpusInput& corpus, const std::string& what) {
  invalid_.insert(fmt::format("corpus {}: {}", quote(corpus.name), visible(what)));
}

void ReplayRun::note_read(const WorkItem& item,
                          const traffic::ReadCounts& counts,
                          const Status& status) {
  const CorpusInput& corpus = request_.corpora[item.corpus];
  const std::lock_guard lock(mutex_);
  Reading& reading = readings_[item.corpus];
  reading.records_read += counts.records_read;
  reading.records_rejected += counts.records_rejected;
  for (const auto& [reason, count] : counts.reasons)
    reading.reasons[visible(reason)] += count;
  keep_range(reading.first_time, reading.last_time, counts.first_time);
  keep_range(reading.first_time, reading.last_time, counts.last_time);
  if (!status) {
    note_invalid(corpus,
                 fmt::format("{} could not be read: {}",
                             quote(corpus.manifest.files[item.file].path, 240),
                             status.error().message));
  } else if (!counts.end_of_input) {
    note_invalid(corpus,
                 fmt::format("{} was not read to its end",
                             quote(corpus.manifest.files[item.file].path, 240)));
  } else {
    --reading.parts_left[item.file];
  }
}

CorpusRun ReplayRun::describe(size_t index) const {
  const CorpusInput& corpus = request_.corpora[index];
  const Reading& reading = readings_[index];
  CorpusRun run;
  run.name = corpus.name;
  run.label = corpus.manifest.label;
  if (corpus.is_pinned) run.manifest = corpus.manifest.digest;
  run.client_rule = to_string(corpus.manifest.client);
  run.files_pinned = corpus.manifest.files.size();
  for (size_t file = 0; file < reading.parts_left.size(); ++file) {
    run.records_pinned += corpus.manifest.files[file].records;
    if (reading.parts_left[file] > 0) continue;
    ++run.files_read;
    run.bytes_read += reading.bytes[file];
  }
  run.records_read = reading.records_read;
  run.records_rejected = reading.records_rejected;
  run.reasons = reading.reasons;
  const bool has_pinned_times = corpus.manifest.captured_from && corpus.manifest.captured_to;
  run.captured_from = has_pinned_times ? corpus.manifest.captured_from : reading.first_time;
  run.captured_to = has_pinned_times ? corpus.manifest.captured_to : reading.last_time;
  return run;
}

Evidence ReplayRun::describe_run() const {
  Evidence out;
  out.bundle = request_.bundle;
  out.project = request_.project;
  out.tool_version = SIGCTL_VERSION;
  out.engine = "sigmatchd";
  out.engine_version = match::engine_version();
  out.signatures_expected = request_.signatures.size();
  out.signatures_loaded = ruleset_->signatures().size();
  out.examples_kept = static_cast<std::uint32_t>(request_.examples_per_signature);
  std::map<std::string_view, std::string> not_run;
  const bool is_suricata = request_.native && request_.native->suricata;
  if (is_suricata) {
    const std::string version = request_.native->suricata->version();
    const bool is_alone = ruleset_->wanted_events() == 0;
    out.engine = is_alone ? "suricata" : "sigmatchd, suricata";
    out.engine_version = is_alone ? version : out.engine_version + ", " + version;
  }
  if (request_.native && !is_suricata) {
    for (const ips::Ruleset::Refusal& refusal : request_.native->ruleset->unsupported()) {
      not_run[request_.native->signatures[refusal.number]] =
          fmt::format("{}: {}", refusal.keyword, refusal.reason);
    }
  }
  for (const Signature& signature : ruleset_->signatures()) {
    SignatureEvidence row = replay::describe(signature);
    const auto reason = not_run.find(signature.id);
    if (reason != not_run.end()) row.not_run = visible(reason->second);
    if (signature.native && !request_.native) row.not_run = "native rules were not run";
    if (!signature.native && is_suricata) row.not_run = "a portable signature: not run by suricata";
    out.signatures.push_back(std::move(row));
  }
  out.shard = request_.shard;
  out.shards = request_.shards;
  out.shards_merged = {request_.shard};
  out.started = out.finished = request_.started;
  out.workers = std::max(request_.workers, 1U);
  for (const Worker& worker : workers_) {
    out.scan_ns += worker.scanner.cpu_ns();
    out.scan_bytes += worker.scanner.bytes();
    for (const auto& [corpus, flows] : worker.flows) {
      out.scan_ns += flows.cpu_ns();
      out.scan_bytes += flows.bytes_scanned();
    }
  }
  out.invalid.assign(invalid_.begin(), invalid_.end());
  return out;
}

void ReplayRun::emit_fired(const std::vector<FiredRate>& fired) const {
  if (!request_.on_hit) return;
  for (const FiredRate& rate : fired) {
    HitEvent out;
    // Evidence lists the signatures in the ruleset's order.
    out.signature = &ruleset_->signatures()[rate.signature];
    out.example = rate.where;
    out.corpus = rate.corpus;
    if (const auto address = parse_ip(rate.where.client)) out.client_ip = *address;
    request_.on_hit(out);
  }
}

void ReplayRun::add_reach(size_t corpus, Evidence& evidence, const CorpusRun& run) const {
  std::optional<FlowReplay> all;
  for (const Worker& worker : workers_) {
    const auto flows = worker.flows.find(corpus);
    if (flows == worker.flows.end()) continue;
    if (!all) all.emplace(*request_.native, ruleset_->signatures());
    all->add(flows->second);
  }
  const auto units = run.surfaces.find(Surface::Flow);
  if (!all || units == run.surfaces.end()) return;
  if (request_.native->suricata) {
    // Which flows a rule could have fired on is known of the built-in matcher alone: no more than
    // those on which it did.
    for (SignatureEvidence& signature : evidence.signatures) {
      const auto row = signature.corpora.find(run.name);
      if (row != signature.corpora.end()) row->second.reachable = row->second.hits;
    }
    return;
  }
  const std::vector<std::uint64_t> reachable = all->reachable();
  for (size_t i = 0; i < reachable.size(); ++i) {
    // Packets and transactions were counted, and the unit is the flow: no more than there are.
    if (reachable[i] == 0) continue;
    std::uint64_t& sum = evidence.signatures[i].corpora[run.name].reachable;
    sum = std::min(sum + reachable[i], units->second.total.units);
  }
}

Evidence ReplayRun::finish() {
  Evidence out = describe_run();
  for (size_t corpus = 0; corpus < request_.corpora.size(); ++corpus) {
    CorpusRun run = describe(corpus);
    // Without a tally (no file) the row still has each surface and signature, with nothing seen.
    const CorpusTally nothing(
        ruleset_->signatures(), request_.corpora[corpus], request_.examples_per_signature);
    nothing.merge_into(out, run, out.invalid);
    for (Worker& worker : workers_) {
      const auto tally = worker.tallies.find(corpus);
      if (tally != worker.tallies.end()) tally->second.merge_into(out, run, out.invalid);
    }
    add_reach(corpus, out, run);
    out.corpora.push_back(std::move(run));
  }
  emit_fired(settle(out));
  return out;
}

}  // namespace sig::replay
