#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/names.h"
#include "replay/evidence_file.h"
#include "replay/evidence_json.h"

namespace sig::replay {
namespace {

void add(UnitCounts& sum, const UnitCounts& counts) {
  sum.units += counts.units;
  sum.flagged += counts.flagged;
  sum.undecided += counts.undecided;
  for (size_t i = 0; i < sum.blocked.size(); ++i)
    sum.blocked[i] += counts.blocked[i];
}

bool is_equal(const UnitCounts& a, const UnitCounts& b) {
  return a.units == b.units && a.flagged == b.flagged && a.blocked == b.blocked &&
         a.undecided == b.undecided;
}

/// Blocked units are flagged ones, those of high confidence are also of medium, and so on.
bool is_possible(const UnitCounts& of) {
  return of.flagged + of.undecided <= of.units && of.blocked[0] <= of.flagged &&
         of.blocked[1] <= of.blocked[0] && of.blocked[2] <= of.blocked[1];
}

class Checker {
 public:
  Checker(const Evidence& evidence, std::string_view name) : evidence_(evidence), name_(name) {}

  Status run() {
    check_names();
    for (const CorpusRun& corpus : evidence_.corpora)
      check_corpus(corpus);
    for (const SignatureEvidence& signature : evidence_.signatures)
      check_signature(signature);
    for (const RateCandidate& candidate : evidence_.rate_candidates)
      check_candidate(candidate);
    check_run();
    return failure_ ? Status(*failure_) : ok();
  }

 private:
  void require(bool holds, std::string_view what) {
    if (holds || failure_) return;
    failure_ = input_error(fmt::format("{}: does not add up: {}", visible(name_), what),
                           "the file was changed after it was written; replay again");
  }

  template <class T, class Name>
  void check_order(const std::vector<T>& values, Name name_of, std::string_view what) {
    for (size_t i = 1; i < values.size(); ++i) {
      require(name_of(values[i - 1]) < name_of(values[i]),
              fmt::format("{} are not sorted, or one stands twice", what));
    }
  }

  void check_names() {
    check_order(
        evidence_.corpora, [](const CorpusRun& run) { return run.name; }, "corpora");
    check_order(
        evidence_.signatures, [](const SignatureEvidence& row) { return row.id; }, "signatures");
    require(!evidence_.corpora.empty(), "there is no corpus");
    require(evidence_.signatures.size() == evidence_.signatures_loaded,
            fmt::format("{} signatures loaded, {} listed",
                        evidence_.signatures_loaded,
                        evidence_.signatures.size()));
    require(evidence_.signatures_loaded <= evidence_.signatures_expected,
            "more signatures loaded than expected");
  }

  const CorpusRun* find_corpus(std::string_view name) const {
    const auto found = std::find_if(evidence_.corpora.begin(),
                                    evidence_.corpora.end(),
                                    [&](const CorpusRun& run) { return run.name == name; });
    return found == evidence_.corpora.end() ? nullptr : &*found;
  }

  void check_corpus(const CorpusRun& run) {
    const std::string who = "corpus " + quote(run.name);
    require(run.files_read <= run.files_pinned, who + " has read more files than it has");
    std::uint64_t rejected = 0;
    for (const auto& [reason, count] : run.reasons)
      rejected += reason.starts_with("rejected: ") ? count : 0;
    require(
        rejected == run.records_rejected,
        fmt::format(
            "{} has {} rejected records, and reasons for {}", who, run.records_rejected, rejected));
    for (const auto& [surface, counts] : run.surfaces) {
      UnitCounts sum;
      for (const auto& [client, of_client] : counts.clients) {
        require(is_possible(of_client), fmt::format("{}, client {}", who, quote(client)));
        add(sum, of_client);
      }
      require(
          is_possible(counts.total) && is_equal(sum, counts.total),
          fmt::format(
              "{}, {}: the counts of the clients are not the total's", who, to_string(surface)));
    }
  }

  void check_signature(const SignatureEvidence& signature) {
    for (const auto& [name, counts] : signature.corpora) {
      const std::string who =
          fmt::format("signature {} on corpus {}", quote(signature.id), quote(name));
      const CorpusRun* run = find_corpus(name);
      require(run != nullptr, who + ", which is not part of the run");
      if (run == nullptr) return;
      const auto surface = run->surfaces.find(signature.on);
      const UnitCounts total =
          surface == run->surfaces.end() ? UnitCounts{} : surface->second.total;
      std::uint64_t hits = 0;
      for (const auto& [client, count] : counts.clients)
        hits += count;
      require(hits == counts.hits, who + ": the hits of the clients are not the total's");
      require(counts.hits <= total.flagged, who + " has more hits than there are flagged units");
      require(counts.hits + counts.undecided <= total.units && counts.reachable <= total.units &&
                  counts.candidates <= total.units,
              who + " counts more units than there are");
      require(counts.examples.size() <= counts.hits, who + " has more examples than hits");
    }
  }

  void check_candidate(const RateCandidate& candidate) {
    const auto found = std::lower_bound(
        evidence_.signatures.begin(),
        evidence_.signatures.end(),
        candidate.signature,
        [](const SignatureEvidence& row, const std::string& id) { return row.id < id; });
    require(found != evidence_.signatures.end() && found->id == candidate.signature &&
                find_corpus(candidate.corpus) != nullptr,
            "a rate candidate is of no signature or corpus of the run");
  }

  void check_run() {
    const auto& merged = evidence_.shards_merged;
    require(!merged.empty() && std::is_sorted(merged.begin(), merged.end()) &&
                std::adjacent_find(merged.begin(), merged.end()) == merged.end(),
            "the list of shards");
    require(evidence_.finished >= evidence_.started, "the run ends before it begins");
    require(result_digest(evidence_) == evidence_.result_digest,
            "the result digest is not that of the results");
  }

  const Evidence& evidence_;
  std::string_view name_;
  std::optional<Error> failure_;
};

}  // namespace

Status check_consistency(const Evidence& evidence, std::string_view name) {
  return Checker(evidence, name).run();
}

}  // namespace sig::replay
