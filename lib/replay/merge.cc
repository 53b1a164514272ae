#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "replay/replay.h"
#include "replay/results.h"
#include "replay/unit_verdict.h"

namespace sig::replay {
namespace {

Error different_runs(std::string_view what) {
  return refused(fmt::format("these are parts of different runs: {} differ", what),
                 "replay all shards with the same bundle, corpora and version");
}

/// One signature in two parts is the same where all that the bundle says about it is.
bool is_same(const SignatureEvidence& a, const SignatureEvidence& b) {
  return a.id == b.id && a.rev == b.rev && a.digest == b.digest && a.on == b.on &&
         a.action == b.action && a.confidence == b.confidence;
}

bool is_same(const CorpusRun& a, const CorpusRun& b) {
  return a.name == b.name && a.label == b.label && a.manifest == b.manifest &&
         a.client_rule == b.client_rule && a.files_pinned == b.files_pinned &&
         a.records_pinned == b.records_pinned;
}

template <class T>
bool are_same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return is_same(x, y); });
}

Status check_same_run(const Evidence& a, const Evidence& b) {
  if (a.bundle != b.bundle) return different_runs("the bundles");
  if (a.project != b.project) return different_runs("the projects");
  if (a.tool_version != b.tool_version || a.engine_version != b.engine_version) {
    return different_runs("the versions of the tools");
  }
  if (a.shards != b.shards) return different_runs("the numbers of shards");
  if (!are_same(a.signatures, b.signatures) || a.examples_kept != b.examples_kept) {
    return different_runs("the signatures");
  }
  if (!are_same(a.corpora, b.corpora)) return different_runs("the corpora");
  if (a.attempt != b.attempt || a.previous_attempt != b.previous_attempt) {
    return different_runs("the attempts");
  }
  for (const std::uint32_t shard : b.shards_merged) {
    const auto& merged = a.shards_merged;
    if (std::find(merged.begin(), merged.end(), shard) != merged.end()) {
      return refused(fmt::format("shard {}/{} stands in two of the parts", shard + 1, a.shards),
                     "give each part once");
    }
  }
  return ok();
}

void merge_surface(SurfaceCounts& into, const SurfaceCounts& from) {
  add_counts(into.total, from.total);
  for (const auto& [client, counts] : from.clients)
    add_counts(into.clients[client], counts);
}

template <class T, class Better>
void keep(std::optional<T>& into, const std::optional<T>& from, Better better) {
  if (from && (!into || better(*from, *into))) into = from;
}

void merge_corpus(CorpusRun& into, const CorpusRun& from) {
  // Each shard reads every file, and gives only its own records.
  into.files_read = std::min(into.files_read, from.files_read);
  into.bytes_read = std::min(into.bytes_read, from.bytes_read);
  into.records_read += from.records_read;
  into.records_rejected += from.records_rejected;
  for (const auto& [reason, count] : from.reasons)
    into.reasons[reason] += count;
  keep(into.captured_from, from.captured_from, std::less<>());
  keep(into.captured_to, from.captured_to, std::greater<>());
  for (const auto& [surface, counts] : from.surfaces)
    merge_surface(into.surfaces[surface], counts);
}

void merge_signature(SignatureEvidence& into, const SignatureEvidence& from, size_t examples) {
  for (const auto& [corpus, counts] : from.corpora) {
    SignatureOnCorpus& sum = into.corpora[corpus];
    sum.reachable += counts.reachable;
    sum.candidates += counts.candidates;
    sum.hits += counts.hits;
    sum.undecided += counts.undecided;
    for (const auto& [client, hits] : counts.clients)
      sum.clients[client] += hits;
    sum.examples.insert(sum.examples.end(), counts.examples.begin(), counts.examples.end());
    keep_first(sum.examples, examples);
  }
}

template <class T>
void append(std::vector<T>& into, const std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
}

void merge_part(Evidence& into, const Evidence& from) {
  for (size_t i = 0; i < into.corpora.size(); ++i)
    merge_corpus(into.corpora[i], from.corpora[i]);
  for (size_t i = 0; i < into.signatures.size(); ++i)
    merge_signature(into.signatures[i], from.signatures[i], into.examples_kept);
  into.hits.merge(from.hits);
  append(into.rate_candidates, from.rate_candidates);
  append(into.invalid, from.invalid);
  append(into.shards_merged, from.shards_merged);
  std::sort(into.shards_merged.begin(), into.shards_merged.end());
  into.shard = into.shards_merged.front();
  into.scan_ns += from.scan_ns;
  into.scan_bytes += from.scan_bytes;
  into.started = std::min(into.started, from.started);
  into.finished = std::max(into.finished, from.finished);
  into.workers = std::max(into.workers, from.workers);
}

}  // namespace

Result<Evidence> merge(std::vector<Evidence> parts) {
  if (parts.empty()) return usage_error("there is nothing to merge");
  Evidence out = std::move(parts.front());
  if (parts.size() == 1) return out;
  for (size_t i = 1; i < parts.size(); ++i) {
    TRY(check_same_run(out, parts[i]));
    merge_part(out, parts[i]);
  }
  settle(out);
  return out;
}

}  // namespace sig::replay
