#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "check/checks.h"
#include "check/overlap.h"
#include "check/place.h"
#include "check/refused.h"
#include "check/samples.h"
#include "match/matcher.h"

namespace sig::check {
namespace {

/// The ids that fired on one example.
struct Trial {
  Example example;
  std::set<std::string_view> fired;
};

std::vector<Trial> try_examples(const std::shared_ptr<const match::Ruleset>& ruleset) {
  std::vector<Trial> out;
  match::Scanner scanner(ruleset);
  for (const Signature& signature : ruleset->signatures()) {
    for (const Example& example : examples_of(signature)) {
      Trial trial{example, {}};
      const auto scan = [&](const Event& event) {
        for (const match::Hit& hit : scanner.scan(event).hits) {
          if (!hit.undecided) trial.fired.insert(ruleset->signatures()[hit.signature].id);
        }
      };
      if (for_each_event(signature.on, *example.bytes, scan)) out.push_back(std::move(trial));
    }
  }
  return out;
}

/// The fast matcher has to say of every example what the reference matcher said in examples.cc.
void check_agreement(const std::vector<Trial>& trials, Diagnostics& diagnostics) {
  for (const Trial& trial : trials) {
    const std::string& id = trial.example.signature->id;
    if (trial.fired.contains(id) == trial.example.wanted) continue;
    Findings findings(*trial.example.signature, diagnostics);
    findings.error(trial.example.wanted ? "SIG0424" : "SIG0425",
                   trial.example.at,
                   fmt::format("{} of {} {} in the fast matcher only",
                               name_of(trial.example),
                               quote(id),
                               trial.example.wanted ? "does not fire" : "fires"),
                   trial.example.wanted ? "expected to fire" : "expected not to fire",
                   "this is a bug of sigctl: please report it with this signature");
  }
}

/// Pairs (a, b) such that every match example of a fires b.
std::set<std::pair<std::string_view, std::string_view>> full_hits(
    const std::vector<Trial>& trials) {
  std::map<std::string_view, size_t> examples;
  std::map<std::pair<std::string_view, std::string_view>, size_t> fired;
  for (const Trial& trial : trials) {
    if (!trial.example.wanted) continue;
    const std::string_view id = trial.example.signature->id;
    ++examples[id];
    for (const std::string_view other : trial.fired) {
      if (other != id) ++fired[{id, other}];
    }
  }
  std::set<std::pair<std::string_view, std::string_view>> out;
  for (const auto& [pair, number] : fired) {
    if (number == examples.at(pair.first)) out.insert(pair);
  }
  return out;
}

void check_twins(const std::vector<Trial>& trials, Diagnostics& diagnostics) {
  std::map<std::string_view, const Signature*> by_id;
  for (const Trial& trial : trials)
    by_id.emplace(trial.example.signature->id, trial.example.signature);
  const auto pairs = full_hits(trials);
  for (const auto& [left, right] : pairs) {
    if (left > right || !pairs.contains({right, left})) continue;
    const Signature& first = *by_id.at(left);
    const Signature& second = *by_id.at(right);
    const bool told = ask_the_same(first, second) || is_shadowed_by(first, second) ||
                      is_shadowed_by(second, first);
    if (told || first.rate.has_value() != second.rate.has_value()) continue;
    Findings findings(second, diagnostics);
    findings.warning("SIG0429",
                     place_of(second, "match"),
                     fmt::format("{} and {} in {} each find all examples of the other",
                                 quote(second.id),
                                 quote(first.id),
                                 origin_text(first)),
                     "expected something of its own",
                     "add an example that only one of them finds, or make one signature of both");
  }
}

void report_memory(size_t compiled, const SetBudget& budget, Diagnostics& diagnostics) {
  if (compiled * 5 <= budget.compiled_bytes * 4) return;
  diagnostics.add(
      {.level = Level::Error,
       .code = "SIG0419",
       .message = fmt::format("the set compiles to {} bytes, more than 80 % of the {} that a "
                              "matcher takes",
                              with_thousands(compiled),
                              with_thousands(budget.compiled_bytes)),
       .at = std::nullopt,
       .label = {},
       .help = "look for large bounded repeats such as .{0,1000}",
       .subject = {}});
}

}  // namespace

void check_engine(const CheckInput& input, Diagnostics& diagnostics) {
  std::vector<Signature> sound = without_refused(input.signatures, diagnostics);
  if (sound.empty()) return;
  const auto ruleset = match::Ruleset::compile(std::move(sound), {input.cache_folder});
  if (!ruleset) {
    diagnostics.add(
        {.level = Level::Error,
         .code = "SIG0411",
         .message = fmt::format("the set does not compile as a whole: {}", ruleset.error().message),
         .at = std::nullopt,
         .label = {},
         .help = ruleset.error().hint,
         .subject = {}});
    return;
  }
  report_memory((*ruleset)->memory_bytes(), input.budget, diagnostics);
  const std::vector<Trial> trials = try_examples(*ruleset);
  check_agreement(trials, diagnostics);
  check_twins(trials, diagnostics);
}

}  // namespace sig::check
