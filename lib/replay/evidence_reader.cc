#include <nlohmann/json.hpp>

#include "replay/evidence_fields.h"
#include "replay/evidence_file.h"
#include "replay/evidence_json.h"
#include "replay/evidence_rows.h"

namespace sig::replay {
namespace {

Status read_results(JsonObject& of, Evidence& out) {
  JsonObject ruleset(of.object("ruleset"), of.where() + ".ruleset");
  TRY(so_far(of));
  out.signatures_expected = count(ruleset, "expected");
  out.signatures_loaded = count(ruleset, "loaded");
  out.examples_kept = static_cast<std::uint32_t>(ruleset.number("examplesKept", 0, max_examples));
  TRY(ruleset.finish());
  out.corpora = TRY(rows<CorpusRun>(of, "corpora", 1000, read_corpus));
  out.signatures = TRY(rows<SignatureEvidence>(of, "signatures", 250000, read_signature));
  JsonObject hits(of.object("hits"), of.where() + ".hits");
  TRY(so_far(of));
  out.hits.sum = hits.digest("multisetSha256").bytes;
  TRY(hits.finish());
  out.rate_candidates =
      TRY(rows<RateCandidate>(of, "rateCandidates", max_rate_candidates, read_candidate));
  out.invalid = TRY(texts(of, "invalid", 100000));
  return ok();
}

Status read_tools(JsonObject& of, Evidence& out) {
  JsonObject tool(of.object("tool"), of.where() + ".tool");
  TRY(so_far(of));
  tool.constant("name", "sigctl");
  out.tool_version = capped_text(tool, "version");
  TRY(tool.finish());
  JsonObject engine(of.object("engine"), of.where() + ".engine");
  TRY(so_far(of));
  out.engine = capped_text(engine, "name");
  out.engine_version = capped_text(engine, "version");
  return engine.finish();
}

Status read_shard(JsonObject& of, Evidence& out) {
  JsonObject shard(of.object("shard"), of.where() + ".shard");
  TRY(so_far(of));
  out.shards = static_cast<std::uint32_t>(shard.number("count", 1, 64));
  out.shard = static_cast<std::uint32_t>(shard.number("index", 0, out.shards - 1));
  for (const std::uint64_t merged : numbers(shard, "merged", 64, out.shards - 1)) {
    out.shards_merged.push_back(static_cast<std::uint32_t>(merged));
  }
  return shard.finish();
}

Status read_attempt(JsonObject& of, Evidence& out) {
  JsonObject attempt(of.object("attempt"), of.where() + ".attempt");
  TRY(so_far(of));
  out.attempt = small_number(attempt, "index", 1);
  out.previous_attempt = TRY(digest_or_null(attempt, "previous"));
  return attempt.finish();
}

Status read_run(JsonObject& of, Evidence& out) {
  JsonObject run(of.object("run"), of.where() + ".run");
  TRY(so_far(of));
  out.started = run.time("startedOn");
  out.finished = run.time("finishedOn");
  out.workers = small_number(run, "workers", 1);
  out.scan_ns = run.number("scanNs", 0, INT64_MAX);
  out.scan_bytes = run.number("scanBytes", 0, INT64_MAX);
  return run.finish();
}

Result<Evidence> read_predicate(JsonObject& of) {
  Evidence out;
  out.project = capped_text(of, "project");
  TRY(read_tools(of, out));
  TRY(read_results(of, out));
  TRY(read_shard(of, out));
  TRY(read_attempt(of, out));
  TRY(read_run(of, out));
  out.result_digest = TRY(digest_set(of, "resultDigest"));
  return out;
}

Result<Digest> read_subject(JsonObject& of) {
  const auto read_bundle = [](JsonObject& row) {
    row.constant("name", "bundle");
    return digest_set(row, "digest");
  };
  const std::vector<Digest> subjects = TRY(rows<Digest>(of, "subject", 1, read_bundle));
  if (subjects.empty()) of.fail("subject", "expected exactly one subject, the bundle");
  return subjects.empty() ? Digest{} : subjects.front();
}

}  // namespace

Result<Evidence> read_evidence(std::string_view text, std::string_view name) {
  const Json document = TRY(parse_json(text, name, {.depth = 16, .keys = 64}));
  JsonObject statement(document, std::string(name));
  statement.constant("_type", statement_type);
  statement.constant("predicateType", predicate_type);
  const Digest bundle = TRY(read_subject(statement));
  JsonObject predicate(statement.object("predicate"), std::string(name) + ": predicate");
  TRY(statement.finish());
  Evidence out = TRY(read_predicate(predicate));
  TRY(predicate.finish());
  out.bundle = bundle;
  TRY(check_consistency(out, name));
  return out;
}

}  // namespace sig::replay
