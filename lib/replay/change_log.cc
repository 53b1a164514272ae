#include "replay/change_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>

#include "base/statistics.h"
#include "base/text.h"
#include "match/rate.h"
#include "match/values.h"
#include "replay/example.h"
#include "replay/redact.h"
#include "replay/surface_set.h"

namespace sig::replay {
namespace {

constexpr size_t max_units = 1U << 20U;
/// So much of an event is kept, since a million of them may be.
constexpr size_t kept_bytes = 240;

std::vector<std::string> ids_of(const std::vector<std::uint32_t>& fired,
                                const std::vector<Signature>& signatures) {
  std::vector<std::string> out;
  for (const std::uint32_t index : fired)
    out.push_back(signatures[index].id);
  return out;
}

/// Those that are not the same in both sets, by id.
std::map<std::string, SignatureChange> signature_changes(const std::vector<Signature>& before,
                                                         const std::vector<Signature>& after) {
  std::map<std::string, SignatureChange> out;
  std::map<std::string_view, const Signature*> old;
  for (const Signature& signature : before)
    old.emplace(signature.id, &signature);
  for (const Signature& signature : after) {
    const auto found = old.find(signature.id);
    const bool is_known = found != old.end();
    if (is_known && found->second->digest == signature.digest) {
      old.erase(found);
      continue;
    }
    SignatureChange& change = out[signature.id];
    change.kind = is_known ? SignatureChange::Kind::Changed : SignatureChange::Kind::Added;
    change.title = signature.title;
    change.rev_after = signature.rev;
    if (!is_known) continue;
    change.rev_before = found->second->rev;
    old.erase(found);
  }
  for (const auto& [id, signature] : old) {
    SignatureChange& change = out[std::string(id)];
    change.kind = SignatureChange::Kind::Removed;
    change.title = signature->title;
    change.rev_before = signature->rev;
  }
  for (auto& [id, change] : out)
    change.id = id;
  return out;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  return outcome == Outcome::Block ? "block" : outcome == Outcome::Alert ? "alert" : "none";
}

std::string_view to_string(SignatureChange::Kind kind) {
  switch (kind) {
    case SignatureChange::Kind::Added:
      return "added";
    case SignatureChange::Kind::Removed:
      return "removed";
    case SignatureChange::Kind::Changed:
      return "changed";
    case SignatureChange::Kind::Same:
      break;
  }
  return "same";
}

ChangeLog::ChangeLog(ChangeSets sets)
    : sets_(sets), surfaces_(surfaces_of(sets.before) | surfaces_of(sets.after)) {}

bool ChangeLog::take(const Event& event,
                     Surface surface,
                     const std::vector<Signature>& signatures,
                     std::span<const match::Hit> hits,
                     Side& side) const {
  for (const match::Hit& hit : hits) {
    const Signature& signature = signatures[hit.signature];
    if (hit.undecided || signature.on != surface) continue;
    if (!signature.rate) {
      side.fired.push_back(hit.signature);
    } else if (event.time) {
      side.waiting.push_back(hit.signature);
      side.keys.push_back(match::rate_key(signature.rate->by, event));
    }
  }
  return !side.waiting.empty();
}

void ChangeLog::add(const Event& event,
                    const WorkItem& item,
                    std::span<const match::Hit> before,
                    std::span<const match::Hit> after) {
  if (before.empty() && after.empty()) return;
  const std::uint32_t surfaces = surfaces_of(event) & surfaces_;
  for (size_t index = 0; index < surface_count; ++index) {
    if ((surfaces >> index & 1U) == 0) continue;
    Unit unit{item.corpus, static_cast<Surface>(index), {}, {}, {}};
    const bool old_waits = take(event, unit.surface, sets_.before, before, unit.before);
    const bool new_waits = take(event, unit.surface, sets_.after, after, unit.after);
    if (!old_waits && !new_waits &&
        verdict_of(unit.before, sets_.before) == verdict_of(unit.after, sets_.after)) {
      continue;
    }
    if (units_.size() >= max_units) {
      has_too_many_ = true;
      return;
    }
    const CorpusInput& corpus = sets_.request.corpora[item.corpus];
    unit.where = place_of(event, name_of(corpus, item.file), corpus.manifest.client);
    unit.where.shown = shown_event(event, unit.surface).substr(0, kept_bytes);
    units_.push_back(std::move(unit));
  }
}

void ChangeLog::merge(ChangeLog&& other) {
  units_.insert(units_.end(),
                std::make_move_iterator(other.units_.begin()),
                std::make_move_iterator(other.units_.end()));
  has_too_many_ |= other.has_too_many_ || units_.size() > max_units;
}

Outcome ChangeLog::verdict_of(const Side& side, const std::vector<Signature>& signatures) {
  Outcome out = Outcome::None;
  for (const std::uint32_t index : side.fired) {
    out =
        std::max(out, signatures[index].action == Action::Block ? Outcome::Block : Outcome::Alert);
  }
  return out;
}

bool ChangeLog::is_earlier(const Unit& a, const Unit& b) {
  const auto place = [](const Unit& of) {
    return std::tie(of.corpus,
                    of.where.file,
                    of.where.record,
                    of.where.transaction,
                    of.surface,
                    of.where.client,
                    of.where.shown);
  };
  return place(a) < place(b);
}

void ChangeLog::apply_rates(Side Unit::*side, const std::vector<Signature>& signatures) {
  std::vector<Unit*> by_time;
  for (Unit& unit : units_) {
    if (!(unit.*side).waiting.empty()) by_time.push_back(&unit);
  }
  std::stable_sort(by_time.begin(), by_time.end(), [](const Unit* a, const Unit* b) {
    return std::tie(a->corpus, *a->where.time) < std::tie(b->corpus, *b->where.time);
  });
  std::optional<match::RateWindows> windows;
  size_t corpus = 0;
  for (Unit* unit : by_time) {
    if (!windows || unit->corpus != corpus) windows.emplace();
    corpus = unit->corpus;
    Side& hits = unit->*side;
    for (size_t i = 0; i < hits.waiting.size(); ++i) {
      const std::uint32_t index = hits.waiting[i];
      if (windows->fires(index, *signatures[index].rate, hits.keys[i], *unit->where.time)) {
        hits.fired.push_back(index);
      }
    }
    std::sort(hits.fired.begin(), hits.fired.end());
  }
}

void ChangeLog::count(const Unit& unit, Outcome before, Outcome after, Comparison& out) const {
  const Label label = sets_.request.corpora[unit.corpus].manifest.label;
  const bool newly_flagged = before == Outcome::None;
  const bool no_longer_flagged = after == Outcome::None;
  if (label == Label::Attack) {
    out.newly_flagged_attack += newly_flagged ? 1 : 0;
    out.no_longer_flagged_attack += no_longer_flagged ? 1 : 0;
    return;
  }
  if (label != Label::Benign) {
    out.newly_flagged_unlabelled += newly_flagged ? 1 : 0;
    out.no_longer_flagged_unlabelled += no_longer_flagged ? 1 : 0;
    return;
  }
  out.newly_flagged_benign += newly_flagged ? 1 : 0;
  out.no_longer_flagged_benign += no_longer_flagged ? 1 : 0;
  out.newly_blocked_benign += after == Outcome::Block ? 1 : 0;
  out.no_longer_blocked_benign += before == Outcome::Block ? 1 : 0;
}

void ChangeLog::blame(const Unit& unit, std::map<std::string, SignatureChange>& changes) const {
  const auto row = [&changes](const Signature& signature) -> SignatureChange& {
    const auto [place, is_new] = changes.try_emplace(signature.id);
    SignatureChange& change = place->second;
    if (is_new) {
      change.id = signature.id;
      change.title = signature.title;
      change.rev_before = change.rev_after = signature.rev;
    }
    return change;
  };
  // Both sets are sorted by id, and so are the signatures that fired.
  const auto& fired = unit.before.fired;
  const auto& fires = unit.after.fired;
  size_t i = 0, j = 0;
  while (i < fired.size() || j < fires.size()) {
    const Signature* old = i < fired.size() ? &sets_.before[fired[i]] : nullptr;
    const Signature* now = j < fires.size() ? &sets_.after[fires[j]] : nullptr;
    if (old != nullptr && (now == nullptr || old->id < now->id)) {
      ++row(*old).ends;
      ++i;
    } else if (now != nullptr && (old == nullptr || now->id < old->id)) {
      ++row(*now).begins;
      ++j;
    } else {
      if (old->action != now->action) ++row(*now).acts;
      ++i;
      ++j;
    }
  }
}

Change ChangeLog::describe(const Unit& unit) const {
  const CorpusInput& corpus = sets_.request.corpora[unit.corpus];
  return {corpus.name,
          corpus.manifest.label,
          unit.where,
          verdict_of(unit.before, sets_.before),
          verdict_of(unit.after, sets_.after),
          ids_of(unit.before.fired, sets_.before),
          ids_of(unit.after.fired, sets_.after)};
}

Result<Comparison> ChangeLog::finish(size_t max_changes) {
  if (has_too_many_) {
    return input_error(fmt::format("more than {} units change verdict, or wait for a rate",
                                   with_thousands(max_units)),
                       "compare over less traffic");
  }
  std::sort(units_.begin(), units_.end(), is_earlier);
  apply_rates(&Unit::before, sets_.before);
  apply_rates(&Unit::after, sets_.after);
  Comparison out;
  std::map<std::string, SignatureChange> signatures = signature_changes(sets_.before, sets_.after);
  for (const Unit& unit : units_) {
    const Outcome before = verdict_of(unit.before, sets_.before);
    const Outcome after = verdict_of(unit.after, sets_.after);
    if (before == after) continue;
    count(unit, before, after, out);
    blame(unit, signatures);
    if (out.changes.size() < max_changes) out.changes.push_back(describe(unit));
  }
  for (auto& [id, change] : signatures)
    out.signatures.push_back(std::move(change));
  out.mcnemar_p = statistics::mcnemar_p(out.newly_flagged_benign, out.no_longer_flagged_benign);
  return out;
}

}  // namespace sig::replay
