#include "replay/evidence_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "model/names.h"
#include "replay/evidence_file.h"

namespace sig::replay {
namespace {

Json digest_json(const Digest& digest) {
  return {{"sha256", digest.hex()}};
}

/// RFC 3339 to the nanosecond: recordings have such times and reading back must be exact.
std::string exact_time(Time time) {
  const std::int64_t fraction = ((time.ns % 1000000000) + 1000000000) % 1000000000;
  std::string out = to_iso8601(Time{time.ns - fraction});
  if (fraction == 0) return out;
  out.pop_back();
  return out + fmt::format(".{:09}Z", fraction);
}

Json optional_time(const std::optional<Time>& time) {
  return time ? Json(exact_time(*time)) : Json(nullptr);
}

Json pairs_json(const std::map<std::string, std::uint64_t>& counts) {
  Json out = Json::array();
  for (const auto& [name, count] : counts)
    out.push_back({{"reason", name}, {"count", count}});
  return out;
}

using UnitKey = std::tuple<std::uint64_t, std::uint64_t, ByConfidence, std::uint64_t>;

Json counts_json(const UnitCounts& counts) {
  return {{"units", counts.units},
          {"flagged", counts.flagged},
          {"blocked", counts.blocked},
          {"undecided", counts.undecided}};
}

/// Clients with the same counts stand together: most of a corpus's are alike.
Json clients_json(const std::map<std::string, UnitCounts>& clients) {
  std::map<UnitKey, std::vector<std::string_view>> groups;
  for (const auto& [name, counts] : clients) {
    groups[{counts.units, counts.flagged, counts.blocked, counts.undecided}].push_back(name);
  }
  Json out = Json::array();
  for (const auto& [key, names] : groups) {
    const auto& [units, flagged, blocked, undecided] = key;
    Json row = counts_json({units, flagged, blocked, undecided});
    row["clients"] = names;
    out.push_back(std::move(row));
  }
  return out;
}

Json hits_by_client_json(const std::map<std::string, std::uint64_t>& clients) {
  std::map<std::uint64_t, std::vector<std::string_view>> groups;
  for (const auto& [name, hits] : clients)
    groups[hits].push_back(name);
  Json out = Json::array();
  for (const auto& [hits, names] : groups)
    out.push_back({{"hits", hits}, {"clients", names}});
  return out;
}

Json corpus_json(const CorpusRun& run) {
  Json surfaces = Json::array();
  for (const auto& [surface, counts] : run.surfaces) {
    surfaces.push_back({{"surface", to_string(surface)},
                        {"total", counts_json(counts.total)},
                        {"byClient", clients_json(counts.clients)}});
  }
  return {{"name", run.name},
          {"label", to_string(run.label)},
          {"manifestDigest", digest_json(run.manifest)},
          {"client", run.client_rule},
          {"capturedFrom", optional_time(run.captured_from)},
          {"capturedTo", optional_time(run.captured_to)},
          {"counts",
           {{"filesInManifest", run.files_pinned},
            {"filesRead", run.files_read},
            {"recordsInManifest", run.records_pinned},
            {"recordsRead", run.records_read},
            {"recordsRejected", run.records_rejected},
            {"bytesRead", run.bytes_read}}},
          {"reasons", pairs_json(run.reasons)},
          {"surfaces", std::move(surfaces)}};
}

Json example_json(const HitExample& example) {
  Json parts = Json::array();
  for (const MatchedPart& part : example.parts) {
    parts.push_back({{"field", part.field}, {"matched", part.matched}, {"shown", part.shown}});
  }
  return {{"file", example.file},
          {"record", example.record},
          {"transaction", example.transaction},
          {"client", example.client},
          {"time", optional_time(example.time)},
          {"shown", example.shown},
          {"parts", std::move(parts)}};
}

Json rate_json(const std::optional<Rate>& rate) {
  if (!rate) return nullptr;
  return {
      {"count", rate->count}, {"withinSeconds", rate->within.count()}, {"by", to_string(rate->by)}};
}

Json signature_json(const SignatureEvidence& signature) {
  Json corpora = Json::array();
  for (const auto& [name, counts] : signature.corpora) {
    Json examples = Json::array();
    for (const HitExample& example : counts.examples)
      examples.push_back(example_json(example));
    corpora.push_back({{"corpus", name},
                       {"reachable", counts.reachable},
                       {"candidates", counts.candidates},
                       {"hits", counts.hits},
                       {"undecided", counts.undecided},
                       {"byClient", hits_by_client_json(counts.clients)},
                       {"examples", std::move(examples)}});
  }
  return {{"id", signature.id},
          {"rev", signature.rev},
          {"on", to_string(signature.on)},
          {"action", to_string(signature.action)},
          {"confidence", to_string(signature.confidence)},
          {"severity", to_string(signature.severity)},
          {"title", signature.title},
          {"category", signature.category},
          {"origin", {{"file", signature.origin.file}, {"line", signature.origin.line}}},
          {"digest", digest_json(signature.digest)},
          {"rate", rate_json(signature.rate)},
          {"notRun", signature.not_run},
          {"corpora", std::move(corpora)}};
}

Json candidate_json(const RateCandidate& candidate) {
  return {{"corpus", candidate.corpus},
          {"signature", candidate.signature},
          {"key", candidate.key},
          {"time", exact_time(candidate.time)},
          {"where", example_json(candidate.where)},
          {"flagged", candidate.is_flagged},
          {"undecided", candidate.is_undecided},
          {"blockedLevels", candidate.blocked_levels}};
}

template <class T>
Json array_of(const std::vector<T>& values, Json (*row)(const T&)) {
  Json out = Json::array();
  for (const T& value : values)
    out.push_back(row(value));
  return out;
}

Json previous_json(const Evidence& evidence) {
  return evidence.previous_attempt ? digest_json(*evidence.previous_attempt) : Json(nullptr);
}

}  // namespace

Json results_json(const Evidence& evidence) {
  return {{"ruleset",
           {{"expected", evidence.signatures_expected},
            {"loaded", evidence.signatures_loaded},
            {"examplesKept", evidence.examples_kept}}},
          {"corpora", array_of(evidence.corpora, corpus_json)},
          {"signatures", array_of(evidence.signatures, signature_json)},
          {"hits", {{"multisetSha256", evidence.hits.hex()}}},
          {"rateCandidates", array_of(evidence.rate_candidates, candidate_json)},
          {"invalid", evidence.invalid}};
}

Json to_json(const Evidence& evidence) {
  Json predicate{{"project", evidence.project},
                 {"tool", {{"name", "sigctl"}, {"version", evidence.tool_version}}},
                 {"engine", {{"name", evidence.engine}, {"version", evidence.engine_version}}}};
  predicate.update(results_json(evidence));
  predicate["shard"] = {
      {"index", evidence.shard}, {"count", evidence.shards}, {"merged", evidence.shards_merged}};
  predicate["attempt"] = {{"index", evidence.attempt}, {"previous", previous_json(evidence)}};
  predicate["run"] = {{"startedOn", exact_time(evidence.started)},
                      {"finishedOn", exact_time(evidence.finished)},
                      {"workers", evidence.workers},
                      {"scanNs", evidence.scan_ns},
                      {"scanBytes", evidence.scan_bytes}};
  predicate["resultDigest"] = digest_json(evidence.result_digest);
  const Json subject{{"name", "bundle"}, {"digest", digest_json(evidence.bundle)}};
  return {{"_type", statement_type},
          {"subject", Json::array({subject})},
          {"predicateType", predicate_type},
          {"predicate", std::move(predicate)}};
}

std::string evidence_document(const Evidence& evidence) {
  return json_document(to_json(evidence));
}

Digest result_digest(const Evidence& evidence) {
  return sha256(evidence.bundle.hex() + "\n" + json_text(results_json(evidence)));
}

}  // namespace sig::replay
