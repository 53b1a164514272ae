#include "replay/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "replay/evidence_file.h"
#include "replay/evidence_json.h"

namespace sig::replay {
namespace {

/// The reader rejects what it cannot use; since the files are the pinned ones, it must reject and
/// read as many as it did then.
void check_records(const CorpusRun& run, std::vector<std::string>& invalid) {
  const std::string who = fmt::format("corpus {}: ", quote(run.name));
  const std::uint64_t seen = run.records_read + run.records_rejected;
  if (run.manifest != Digest{} && seen != run.records_pinned) {
    invalid.push_back(fmt::format("{}{} of {} pinned records were seen",
                                  who,
                                  with_thousands(seen),
                                  with_thousands(run.records_pinned)));
  }
  if (run.files_read != run.files_pinned) {
    invalid.push_back(fmt::format("{}{} of {} files were read to the end",
                                  who,
                                  with_thousands(run.files_read),
                                  with_thousands(run.files_pinned)));
  }
  if (run.records_read == 0) {
    invalid.push_back(who + "not one record could be read");
    return;
  }
  const bool has_units = std::any_of(run.surfaces.begin(), run.surfaces.end(), [](const auto& row) {
    return row.second.total.units > 0;
  });
  if (!has_units) invalid.push_back(who + "nothing in it is what the signatures look at");
}

void check_bounds(Evidence& evidence) {
  for (const CorpusRun& run : evidence.corpora) {
    for (const auto& [surface, counts] : run.surfaces) {
      if (counts.clients.size() > max_clients) {
        evidence.invalid.push_back(too_many_clients(run.name));
      }
    }
  }
  if (evidence.rate_candidates.size() > max_rate_candidates) {
    evidence.invalid.push_back(too_many_candidates());
    evidence.rate_candidates.clear();
  }
}

auto place(const RateCandidate& of) {
  return std::tie(of.time,
                  of.corpus,
                  of.where.file,
                  of.where.record,
                  of.where.transaction,
                  of.signature,
                  of.where.client,
                  of.key);
}

}  // namespace

std::string_view hit_line(std::string& buffer,
                          std::string_view corpus,
                          std::string_view file,
                          std::uint64_t record,
                          std::uint32_t transaction,
                          std::string_view signature,
                          std::string_view what) {
  buffer.clear();
  fmt::format_to(std::back_inserter(buffer),
                 "{}\n{}\n{}\n{}\n{}\n{}",
                 corpus,
                 file,
                 record,
                 transaction,
                 signature,
                 what);
  return buffer;
}

bool is_before(const HitExample& a, const HitExample& b) {
  return std::tie(a.file, a.record, a.transaction, a.client, a.shown) <
         std::tie(b.file, b.record, b.transaction, b.client, b.shown);
}

void keep_first(std::vector<HitExample>& examples, size_t count) {
  std::sort(examples.begin(), examples.end(), is_before);
  if (examples.size() > count) examples.resize(count);
}

std::string too_many_candidates() {
  return fmt::format("more than {} hits of signatures with a rate: replay less traffic at a time",
                     with_thousands(max_rate_candidates));
}

std::string too_many_clients(std::string_view corpus) {
  return fmt::format("corpus {}: more than {} clients: split it, or choose another client rule",
                     quote(corpus),
                     with_thousands(max_clients));
}

bool is_complete(const Evidence& evidence) {
  return evidence.shards_merged.size() == evidence.shards;
}

std::vector<FiredRate> settle(Evidence& evidence) {
  std::vector<FiredRate> fired;
  check_bounds(evidence);
  std::sort(evidence.rate_candidates.begin(),
            evidence.rate_candidates.end(),
            [](const RateCandidate& a, const RateCandidate& b) { return place(a) < place(b); });
  if (is_complete(evidence)) {
    fired = apply_rates(evidence);
    for (const CorpusRun& run : evidence.corpora)
      check_records(run, evidence.invalid);
  }
  std::sort(evidence.invalid.begin(), evidence.invalid.end());
  evidence.invalid.erase(std::unique(evidence.invalid.begin(), evidence.invalid.end()),
                         evidence.invalid.end());
  evidence.result_digest = result_digest(evidence);
  return fired;
}

}  // namespace sig::replay
