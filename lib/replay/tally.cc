#include "replay/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "match/values.h"
#include "replay/evidence_json.h"
#include "replay/example.h"
#include "replay/redact.h"
#include "replay/results.h"

namespace sig::replay {
namespace {

/// Where the clients over the bound are counted; the run is invalid then.
constexpr std::string_view other_clients = "(others)";

/// Of a hit that waits for its window, so much of the event is kept.
constexpr size_t candidate_shown_limit = 160;

/// Addresses as they are; other keys may be anything, such as a cookie.
std::string shown_key(const FieldRef& by, const Event& event) {
  std::string key = match::rate_key(by, event);
  const bool is_address = by.id == FieldId::ClientIp || by.id == FieldId::ServerIp;
  return is_address || key.empty() ? key : sha256(key).hex().substr(0, 16);
}

}  // namespace

CorpusTally::CorpusTally(const std::vector<Signature>& signatures,
                         const CorpusInput& corpus,
                         size_t examples_kept)
    : signatures_(signatures),
      corpus_(corpus),
      examples_kept_(examples_kept),
      wanted_surfaces_(surfaces_of(signatures)),
      parts_(signatures.size()) {}

void CorpusTally::begin_file(size_t index, std::string name) {
  file_ = index;
  file_name_ = std::move(name);
}

void CorpusTally::add(const Event& event, const match::ScanResult& result) {
  const std::uint32_t surfaces = surfaces_of(event) & wanted_surfaces_;
  if (surfaces == 0) return;
  ++units_;
  if (result.reach_class >= class_units_.size()) class_units_.resize(result.reach_class + 1);
  ++class_units_[result.reach_class];
  for (const std::uint32_t index : result.candidates)
    ++parts_[index].candidates;
  Verdicts verdicts;
  for (const match::Hit& hit : result.hits) {
    if (hit.undecided) {
      add_undecided(event, hit.signature, verdicts);
    } else if (!signatures_[hit.signature].rate) {
      add_hit(event, hit.signature, verdicts);
    }
  }
  // After the others: a candidate must know what they made of the unit.
  for (const match::Hit& hit : result.hits) {
    if (!hit.undecided && signatures_[hit.signature].rate) {
      add_rate_candidate(event, hit.signature, verdicts);
    }
  }
  for (size_t surface = 0; surface < surface_count; ++surface) {
    if ((surfaces >> surface & 1U) != 0) add_unit(event, surface, verdicts[surface]);
  }
}

void CorpusTally::add_unit(const Event& event, size_t surface, const UnitVerdict& verdict) {
  SurfacePart& part = surfaces_[surface];
  if (part.last_counts == nullptr || part.last_client != event.client) {
    auto found = part.clients.find(event.client);
    if (found == part.clients.end()) {
      const bool has_room = part.clients.size() < max_clients;
      has_too_many_clients_ |= !has_room;
      found = part.clients.try_emplace(std::string(has_room ? event.client : other_clients)).first;
    }
    part.last_counts = &found->second;
    part.last_client.assign(event.client);
  }
  for (UnitCounts* counts : {&part.total, part.last_counts}) {
    ++counts->units;
    count_verdict(*counts, verdict);
  }
}

void CorpusTally::add_hit(const Event& event, std::uint32_t index, Verdicts& verdicts) {
  const Signature& signature = signatures_[index];
  verdicts[static_cast<size_t>(signature.on)].add_hit(
      blocking_levels(signature.action, signature.confidence));
  SignaturePart& part = parts_[index];
  ++part.hits;
  auto client = part.clients.find(event.client);
  if (client == part.clients.end()) {
    const bool has_room = part.clients.size() < max_clients;
    client = part.clients.try_emplace(std::string(has_room ? event.client : other_clients)).first;
  }
  ++client->second;
  hits_.add(
      hit_line(line_, corpus_.name, file_name_, event.record, event.transaction, signature.id));
  keep_example(event, index);
}

void CorpusTally::add_undecided(const Event& event, std::uint32_t index, Verdicts& verdicts) {
  const Signature& signature = signatures_[index];
  verdicts[static_cast<size_t>(signature.on)].is_undecided = true;
  ++parts_[index].undecided;
  hits_.add(hit_line(
      line_, corpus_.name, file_name_, event.record, event.transaction, signature.id, "undecided"));
}

void CorpusTally::add_rate_candidate(const Event& event,
                                     std::uint32_t index,
                                     const Verdicts& verdicts) {
  const Signature& signature = signatures_[index];
  if (!event.time) {
    ++undated_;
    return;
  }
  if (rate_candidates_.size() >= max_rate_candidates) {
    has_too_many_candidates_ = true;
    return;
  }
  const UnitVerdict& verdict = verdicts[static_cast<size_t>(signature.on)];
  RateCandidate candidate;
  candidate.corpus = corpus_.name;
  candidate.signature = signature.id;
  candidate.key = shown_key(signature.rate->by, event);
  candidate.time = *event.time;
  candidate.where = place_of(event, file_name_, corpus_.manifest.client);
  candidate.where.shown = shown_event(event, signature.on).substr(0, candidate_shown_limit);
  candidate.is_flagged = verdict.is_flagged;
  candidate.is_undecided = verdict.is_undecided;
  candidate.blocked_levels = verdict.blocked_levels;
  rate_candidates_.push_back(std::move(candidate));
}

void CorpusTally::keep_example(const Event& event, std::uint32_t index) {
  std::vector<KeptExample>& kept = parts_[index].examples;
  const auto place = std::tuple(file_, event.record, event.transaction);
  if (kept.size() >= examples_kept_ &&
      (kept.empty() || place > std::tuple(kept.back().file,
                                          kept.back().example.record,
                                          kept.back().example.transaction))) {
    return;
  }
  KeptExample made{file_,
                   make_example(event, signatures_[index], file_name_, corpus_.manifest.client)};
  const auto at = std::upper_bound(
      kept.begin(), kept.end(), made, [](const KeptExample& a, const KeptExample& b) {
        return a.file != b.file ? a.file < b.file : is_before(a.example, b.example);
      });
  kept.insert(at, std::move(made));
  if (kept.size() > examples_kept_) kept.pop_back();
}

void CorpusTally::settle_reach(const match::Scanner& scanner) {
  for (std::uint32_t reach = 0; reach < class_units_.size(); ++reach) {
    if (class_units_[reach] == 0) continue;
    for (const std::uint32_t index : scanner.reachable(reach))
      parts_[index].reachable += class_units_[reach];
  }
  class_units_.clear();
}

void CorpusTally::merge_into(Evidence& evidence,
                             CorpusRun& run,
                             std::vector<std::string>& too_much) const {
  const ClientRule& rule = corpus_.manifest.client;
  for (size_t surface = 0; surface < surface_count; ++surface) {
    if ((wanted_surfaces_ >> surface & 1U) == 0) continue;
    SurfaceCounts& into = run.surfaces[static_cast<Surface>(surface)];
    add_counts(into.total, surfaces_[surface].total);
    for (const auto& [client, counts] : surfaces_[surface].clients)
      add_counts(into.clients[shown_client(client, rule)], counts);
  }
  for (size_t index = 0; index < parts_.size(); ++index) {
    const SignaturePart& part = parts_[index];
    SignatureOnCorpus& into = evidence.signatures[index].corpora[run.name];
    into.reachable += part.reachable;
    into.candidates += part.candidates;
    into.hits += part.hits;
    into.undecided += part.undecided;
    for (const auto& [client, hits] : part.clients)
      into.clients[shown_client(client, rule)] += hits;
    for (const KeptExample& kept : part.examples)
      into.examples.push_back(kept.example);
    keep_first(into.examples, examples_kept_);
  }
  if (undated_ > 0) run.reasons[std::string(undated_reason)] += undated_;
  evidence.hits.merge(hits_);
  evidence.rate_candidates.insert(
      evidence.rate_candidates.end(), rate_candidates_.begin(), rate_candidates_.end());
  if (has_too_many_candidates_) too_much.push_back(too_many_candidates());
  if (has_too_many_clients_) too_much.push_back(too_many_clients(run.name));
}

}  // namespace sig::replay
