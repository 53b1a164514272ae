#include "daemon/judge.h"

#include <algorithm>

#include "base/text.h"
#include "match/values.h"

namespace sig::daemon {
namespace {

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto same = [&](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool is_user_agent(std::string_view name) {
  constexpr std::string_view wanted = "user-agent";
  return name.size() == wanted.size() && contains_ignoring_case(name, wanted);
}

bool is_never_blocked(const Activation& activation, const Event& event) {
  for (const Cidr& network : activation.never_block) {
    if (network.contains(event.client_ip)) return true;
  }
  if (activation.never_block_names.empty()) return false;
  for (const NameValue& header : std::get<HttpExchange>(event.what).request.headers) {
    if (!is_user_agent(header.name)) continue;
    for (const std::string& name : activation.never_block_names) {
      if (contains_ignoring_case(header.value, name)) return true;
    }
  }
  return false;
}

bool blocks_at(const Consequence& consequence, Time wall) {
  return consequence.blocks && !(consequence.review_by && *consequence.review_by < wall);
}

/// The signature of a running block, where it still is what it was and may still block: a release
/// that takes a signature back takes its blocks back.
std::optional<std::uint32_t> still_blocking(const LoadedRules& rules,
                                            const Block& block,
                                            Time wall) {
  const std::optional<std::uint32_t> index = rules.find(block.signature);
  if (!index || rules.signatures()[*index].rev != block.rev) return std::nullopt;
  return blocks_at(rules.consequences[*index], wall) ? index : std::nullopt;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Pass:
      return "pass";
    case Outcome::Alert:
      return "alert";
    default:
      return "block";
  }
}

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::Nothing:
      return "nothing fired";
    case Cause::Signature:
      return "signature";
    case Cause::TimedBlock:
      return "timed block";
    case Cause::Undecided:
      return "undecided";
    case Cause::NoRules:
      return "no rules";
    default:
      return "bypass";
  }
}

const Verdict& Judge::judge(const Event& event, Moment moment, bool ignores_bypass) {
  verdict_.outcome = Outcome::Pass;
  verdict_.cause = Cause::Nothing;
  verdict_.fired.clear();
  verdict_.decided_by.reset();
  verdict_.timed_block.reset();
  verdict_.undecided = false;
  LoadedRules* rules = reader_.current();
  verdict_.rules = rules;
  if (!answer_without_scan(event, moment, ignores_bypass)) {
    collect(*rules, event, moment.wall);
    decide(event, moment);
  }
  count();
  return verdict_;
}

bool Judge::answer_without_scan(const Event& event, Moment moment, bool ignores_bypass) {
  if (shared_.is_bypassed() && !ignores_bypass) {
    verdict_.cause = Cause::Bypass;
    return true;
  }
  if (verdict_.rules == nullptr) {
    verdict_.cause = Cause::NoRules;
    const bool blocks = shared_.options.on_no_rules == Fallback::Block;
    verdict_.outcome = blocks ? Outcome::Block : Outcome::Pass;
    return true;
  }
  if (verdict_.rules->activation.mode == Mode::Detect) return false;
  std::optional<Block> block = shared_.blocks.find(event.client_ip, moment.steady);
  if (!block || is_never_blocked(verdict_.rules->activation, event)) return false;
  verdict_.decided_by = still_blocking(*verdict_.rules, *block, moment.wall);
  if (!verdict_.decided_by) {
    shared_.blocks.remove(event.client_ip);
    return false;
  }
  verdict_.cause = Cause::TimedBlock;
  verdict_.outcome = Outcome::Block;
  verdict_.timed_block = std::move(block);
  return true;
}

bool Judge::fires_now(LoadedRules& rules, std::uint32_t index, const Event& event, Time wall) {
  const Signature& signature = rules.signatures()[index];
  if (!signature.rate) return true;
  const std::string key = match::rate_key(signature.rate->by, event);
  const std::lock_guard lock(rules.rates_mutex);
  const std::uint64_t before = rules.rates.evicted();
  const bool fires = rules.rates.fires(index, *signature.rate, key, wall);
  shared_.metrics.rate_keys_evicted.fetch_add(rules.rates.evicted() - before,
                                              std::memory_order_relaxed);
  return fires;
}

void Judge::collect(LoadedRules& rules, const Event& event, Time wall) {
  for (const match::Hit& hit : rules.scanners[worker_].scan(event).hits) {
    const bool blocks = blocks_at(rules.consequences[hit.signature], wall);
    if (hit.undecided) {
      verdict_.undecided = true;
      if (blocks && shared_.options.on_undecided == Fallback::Block && !verdict_.decided_by) {
        verdict_.cause = Cause::Undecided;
        verdict_.decided_by = hit.signature;
      }
    } else if (fires_now(rules, hit.signature, event, wall)) {
      verdict_.fired.push_back({hit.signature, blocks ? Action::Block : Action::Alert});
    }
  }
}

void Judge::decide(const Event& event, Moment moment) {
  const std::vector<Signature>& signatures = verdict_.rules->signatures();
  const bool is_exempt = (!verdict_.fired.empty() || verdict_.decided_by) &&
                         is_never_blocked(verdict_.rules->activation, event);
  if (is_exempt) {
    bool would_block = verdict_.decided_by.has_value();
    for (Fired& fired : verdict_.fired) {
      would_block = would_block || fired.action == Action::Block;
      fired.action = Action::Alert;
    }
    if (would_block) add_one(shared_.metrics.never_blocked);
    verdict_.decided_by.reset();
    verdict_.cause = Cause::Nothing;
  }
  const auto rank = [&](const Fired& fired) {
    return std::pair(fired.action, signatures[fired.signature].severity);
  };
  const auto first = std::max_element(
      verdict_.fired.begin(), verdict_.fired.end(), [&](const Fired& a, const Fired& b) {
        return rank(a) < rank(b);
      });
  const bool fires_block = first != verdict_.fired.end() && first->action == Action::Block;
  if (fires_block || (first != verdict_.fired.end() && !verdict_.decided_by)) {
    verdict_.outcome = fires_block ? Outcome::Block : Outcome::Alert;
    verdict_.cause = Cause::Signature;
    verdict_.decided_by = first->signature;
    if (fires_block) start_block(event, first->signature, moment);
  } else if (verdict_.decided_by) {
    verdict_.outcome = Outcome::Block;
  }
}

void Judge::start_block(const Event& event, std::uint32_t index, Moment moment) {
  const std::optional<Seconds> block_for = verdict_.rules->consequences[index].block_for;
  if (!block_for || !event.client_ip.is_set()) return;
  const Signature& signature = verdict_.rules->signatures()[index];
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(*block_for);
  shared_.blocks.add(event.client_ip,
                     {.signature = signature.id,
                      .rev = signature.rev,
                      .since = moment.wall,
                      .until_wall = Time{moment.wall.ns + ns.count()},
                      .until = moment.steady + *block_for});
}

void Judge::count() const {
  Metrics& metrics = shared_.metrics;
  add_one(verdict_.outcome == Outcome::Block   ? metrics.blocked
          : verdict_.outcome == Outcome::Alert ? metrics.alerted
                                               : metrics.passed);
  if (verdict_.cause == Cause::TimedBlock) add_one(metrics.blocked_by_time);
  if (verdict_.cause == Cause::Bypass) add_one(metrics.bypassed);
  if (verdict_.cause == Cause::NoRules) add_one(metrics.without_rules);
  if (verdict_.undecided) add_one(metrics.undecided);
  if (verdict_.rules == nullptr) return;
  if (verdict_.cause == Cause::TimedBlock) {
    add_one(verdict_.rules->consequences[*verdict_.decided_by].counts->blocks);
  }
  for (const Fired& fired : verdict_.fired) {
    SignatureCounts& counts = *verdict_.rules->consequences[fired.signature].counts;
    add_one(fired.action == Action::Block ? counts.blocks : counts.alerts);
  }
}

}  // namespace sig::daemon
