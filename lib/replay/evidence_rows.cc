#include "replay/evidence_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "replay/evidence_fields.h"
#include "replay/evidence_json.h"
#include "replay/surface_set.h"

namespace sig::replay {
namespace {

Result<UnitCounts> read_counts(JsonObject& of) {
  UnitCounts out;
  out.units = count(of, "units");
  out.flagged = count(of, "flagged");
  out.undecided = count(of, "undecided");
  const std::vector<std::uint64_t> blocked = numbers(of, "blocked", 3, max_count);
  if (blocked.size() != out.blocked.size()) of.fail("blocked", "expected three counts");
  TRY(so_far(of));
  std::copy(blocked.begin(), blocked.end(), out.blocked.begin());
  return out;
}

/// Groups of clients with the same counts back to one entry per client.
template <class T, class Read>
Result<std::map<std::string, T>> read_clients(JsonObject& of, Read read_value) {
  std::map<std::string, T> out;
  const auto read_group = [&](JsonObject& row) -> Status {
    const T value = TRY(read_value(row));
    for (std::string& name : TRY(texts(row, "clients", max_clients))) {
      if (!out.emplace(std::move(name), value).second) row.fail("clients", "names a client twice");
    }
    return ok();
  };
  TRY(for_each_row(of, "byClient", max_clients, read_group));
  if (out.size() > max_clients) {
    of.fail("byClient", fmt::format("more than {} clients", max_clients));
  }
  return out;
}

struct NamedSurface {
  Surface surface;
  SurfaceCounts counts;
};

Result<NamedSurface> read_surface(JsonObject& of) {
  NamedSurface out{named<Surface>(of, "surface"), {}};
  JsonObject total(of.object("total"), of.where() + ".total");
  TRY(so_far(of));
  out.counts.total = TRY(read_counts(total));
  TRY(total.finish());
  out.counts.clients = TRY(read_clients<UnitCounts>(of, read_counts));
  return out;
}

struct NamedCount {
  std::string name;
  std::uint64_t count;
};

Status read_corpus_counts(JsonObject& of, CorpusRun& run) {
  JsonObject counts(of.object("counts"), of.where() + ".counts");
  TRY(so_far(of));
  run.files_pinned = count(counts, "filesInManifest");
  run.files_read = count(counts, "filesRead");
  run.records_pinned = count(counts, "recordsInManifest");
  run.records_read = count(counts, "recordsRead");
  run.records_rejected = count(counts, "recordsRejected");
  run.bytes_read = counts.number("bytesRead", 0, INT64_MAX);
  return counts.finish();
}

}  // namespace

Result<CorpusRun> read_corpus(JsonObject& of) {
  CorpusRun run;
  run.name = capped_text(of, "name");
  const std::string label = of.text("label");
  if (const auto known = parse_label(label)) run.label = *known;
  if (to_string(run.label) != label) of.fail("label", quote(label) + " is no label");
  run.client_rule = capped_text(of, "client");
  run.captured_from = time_or_null(of, "capturedFrom");
  run.captured_to = time_or_null(of, "capturedTo");
  run.manifest = TRY(digest_set(of, "manifestDigest"));
  TRY(read_corpus_counts(of, run));
  const auto reasons = TRY(rows<NamedCount>(of, "reasons", 100000, [](JsonObject& row) {
    return Result<NamedCount>(NamedCount{capped_text(row, "reason"), count(row, "count")});
  }));
  for (const NamedCount& reason : reasons) {
    if (!run.reasons.emplace(reason.name, reason.count).second) {
      of.fail("reasons", "holds " + quote(reason.name) + " twice");
    }
  }
  for (NamedSurface& row : TRY(rows<NamedSurface>(of, "surfaces", surface_count, read_surface))) {
    if (!run.surfaces.emplace(row.surface, std::move(row.counts)).second) {
      of.fail("surfaces", "holds a surface twice");
    }
  }
  return run;
}

namespace {

Result<HitExample> read_example(JsonObject& of) {
  HitExample out;
  out.file = capped_text(of, "file");
  out.record = of.number("record", 0, INT64_MAX);
  out.transaction = small_number(of, "transaction", 0);
  out.client = capped_text(of, "client");
  out.time = time_or_null(of, "time");
  out.shown = capped_text(of, "shown");
  out.parts = TRY(rows<MatchedPart>(of, "parts", 64, [](JsonObject& row) {
    return Result<MatchedPart>(MatchedPart{
        capped_text(row, "field"), capped_text(row, "matched"), capped_text(row, "shown")});
  }));
  return out;
}

struct NamedSignatureCounts {
  std::string corpus;
  SignatureOnCorpus counts;
};

Result<NamedSignatureCounts> read_signature_counts(JsonObject& of) {
  NamedSignatureCounts out{capped_text(of, "corpus"), {}};
  out.counts.reachable = count(of, "reachable");
  out.counts.candidates = count(of, "candidates");
  out.counts.hits = count(of, "hits");
  out.counts.undecided = count(of, "undecided");
  out.counts.clients = TRY(read_clients<std::uint64_t>(
      of, [](JsonObject& row) { return Result<std::uint64_t>(count(row, "hits")); }));
  out.counts.examples = TRY(rows<HitExample>(of, "examples", max_examples, read_example));
  return out;
}

Result<std::optional<Rate>> read_rate(JsonObject& of) {
  if (is_null(of, "rate")) return std::optional<Rate>();
  JsonObject row(of.object("rate"), of.where() + ".rate");
  TRY(so_far(of));
  Rate out;
  out.count = small_number(row, "count", 1);
  out.within = Seconds{static_cast<std::int64_t>(row.number("withinSeconds", 1, 1ULL << 32U))};
  const std::string by = row.text("by");
  if (const auto field = parse_field(by)) {
    out.by = *field;
  } else {
    row.fail("by", quote(by) + " is no field");
  }
  TRY(row.finish());
  return std::optional<Rate>(out);
}

}  // namespace

Result<SignatureEvidence> read_signature(JsonObject& of) {
  SignatureEvidence out;
  out.id = capped_text(of, "id");
  out.rev = small_number(of, "rev", 0);
  out.on = named<Surface>(of, "on");
  out.action = named<Action>(of, "action");
  out.confidence = named<Confidence>(of, "confidence");
  out.severity = named<Severity>(of, "severity");
  out.title = capped_text(of, "title");
  out.category = capped_text(of, "category");
  JsonObject origin(of.object("origin"), of.where() + ".origin");
  TRY(so_far(of));
  out.origin.file = capped_text(origin, "file");
  out.origin.line = static_cast<int>(origin.number("line", 0, INT32_MAX));
  TRY(origin.finish());
  out.digest = TRY(digest_set(of, "digest"));
  out.rate = TRY(read_rate(of));
  out.not_run = capped_text(of, "notRun");
  for (NamedSignatureCounts& row :
       TRY(rows<NamedSignatureCounts>(of, "corpora", 1000, read_signature_counts))) {
    if (!out.corpora.emplace(row.corpus, std::move(row.counts)).second) {
      of.fail("corpora", "holds " + quote(row.corpus) + " twice");
    }
  }
  return out;
}

Result<RateCandidate> read_candidate(JsonObject& of) {
  RateCandidate out;
  out.corpus = capped_text(of, "corpus");
  out.signature = capped_text(of, "signature");
  out.key = capped_text(of, "key");
  out.time = of.time("time");
  out.is_flagged = of.flag("flagged");
  out.is_undecided = of.flag("undecided");
  out.blocked_levels = static_cast<std::uint8_t>(of.number("blockedLevels", 0, 3));
  JsonObject where(of.object("where"), of.where() + ".where");
  TRY(so_far(of));
  out.where = TRY(read_example(where));
  TRY(where.finish());
  return out;
}

}  // namespace sig::replay
