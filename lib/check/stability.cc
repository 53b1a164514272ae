#include <fmt/format.h>

#include <array>
#include <set>

#include "base/text.h"
#include "check/checks.h"
#include "check/parallel.h"
#include "check/place.h"
#include "check/refused.h"
#include "check/regex_facts.h"
#include "check/samples.h"
#include "check/tests_of.h"
#include "match/pcre.h"

namespace sig::check {
namespace {

constexpr std::array<size_t, 2> pad_sizes{64, 4096};

/// A regex of a signature and a decoded value of one of its own examples in which it matched.
struct Matched {
  const Signature* signature = nullptr;
  const Test* test = nullptr;
  std::string example;  ///< `match example 1`
  std::string value;
  size_t start = 0;
  size_t length = 0;
};

struct Flip {
  std::string padding;  ///< `4096 bytes of "a"`
  std::string_view where;
  match::Truth verdict = match::Truth::No;
};

/// Pairs the traced tests with the written ones: both come in the same order.
void collect_traces(const match::ConditionTrace& trace, std::vector<const match::TestTrace*>& out) {
  if (trace.test) out.push_back(&*trace.test);
  for (const match::ConditionTrace& child : trace.children)
    collect_traces(child, out);
}

std::vector<Matched> matched_regexes(const Signature& signature) {
  std::vector<const Test*> tests;
  for_each_test(signature.match, [&](const Test& test) { tests.push_back(&test); });
  std::vector<Matched> out;
  std::set<const Test*> seen;
  for (const Example& example : examples_of(signature)) {
    if (!example.wanted) continue;
    const Result<SampleVerdict> verdict = judge(signature, *example.bytes);
    if (!verdict || verdict->truth != match::Truth::Yes) continue;
    std::vector<const match::TestTrace*> traces;
    collect_traces(*verdict->trace, traces);
    for (size_t i = 0; i < traces.size() && i < tests.size(); ++i) {
      const bool usable = tests[i]->op == Operator::Regex && traces[i]->truth == match::Truth::Yes;
      if (!usable || !seen.insert(tests[i]).second) continue;
      out.push_back({&signature,
                     tests[i],
                     name_of(example),
                     traces[i]->value,
                     traces[i]->match_start,
                     traces[i]->match_length});
    }
  }
  return out;
}

std::set<std::string> pad_units(const Matched& matched) {
  const std::string text = matched.value.substr(matched.start, matched.length);
  std::set<std::string> units{"a", " "};
  if (text.empty()) return units;
  units.insert(text.substr(0, 1));
  units.insert(text.substr(text.size() / 2, 1));
  units.insert(text.substr(text.size() - 1));
  units.insert(text.substr(0, 64));
  return units;
}

std::string padding_of(const std::string& unit, size_t bytes) {
  std::string out;
  while (out.size() < bytes)
    out += unit;
  return out.substr(0, bytes);
}

std::optional<Flip> find_flip(const Matched& matched) {
  const std::string& pattern = matched.test->values.front();
  match::PcreError error;
  const auto regex = match::Pcre::compile(pattern, matched.test->ignore_case, error);
  if (!regex) return std::nullopt;
  match::PcreMatcher matcher;
  const auto tree = parse_regex(pattern, matched.test->ignore_case);
  const bool fixed_outside = tree && !looks_around(*tree);
  const std::array<std::pair<std::string_view, size_t>, 5> places{{
      {"before", matched.start},
      {"inside", matched.start + (matched.length > 0 ? 1 : 0)},
      {"inside", matched.start + matched.length / 2},
      {"inside", matched.start + (matched.length > 0 ? matched.length - 1 : 0)},
      {"after", matched.start + matched.length},
  }};
  for (const std::string& unit : pad_units(matched)) {
    for (const size_t size : pad_sizes) {
      const std::string padding = padding_of(unit, size);
      for (const auto& [where, at] : places) {
        std::string value = matched.value.substr(0, at) + padding + matched.value.substr(at);
        const match::Truth verdict = matcher.match(*regex, value).truth;
        const bool must_hold = fixed_outside && where != "inside";
        // The same with its end twice: what almost matches makes an engine try all ways.
        value += value.back();
        const bool gives_up = verdict == match::Truth::Undecided ||
                              matcher.match(*regex, value).truth == match::Truth::Undecided;
        if (!gives_up && !(must_hold && verdict == match::Truth::No)) continue;
        return Flip{fmt::format("{} bytes of {}", size, quote(unit, 40)),
                    where,
                    gives_up ? match::Truth::Undecided : verdict};
      }
    }
  }
  return std::nullopt;
}

void report(const Matched& matched, const Flip& flip, Diagnostics& diagnostics) {
  Findings findings(*matched.signature, diagnostics);
  findings.error("SIG0421",
                 place_of_test(*matched.signature, *matched.test),
                 fmt::format("{} {} what matches in {} of {} turn the verdict to {}",
                             flip.padding,
                             flip.where,
                             matched.example,
                             quote(matched.signature->id),
                             flip.verdict == match::Truth::No ? "no" : "undecided"),
                 "padding must not hide an attack",
                 "make its repeats bounded, or let no two neighbouring repeats share a byte");
}

}  // namespace

void check_stability(const CheckInput& input, Diagnostics& diagnostics) {
  const std::set<std::string> bad = ids_with_bad_condition(diagnostics);
  std::vector<const Signature*> asked;
  for (const Signature& signature : input.signatures) {
    if (signature.action == Action::Block && !bad.contains(signature.id))
      asked.push_back(&signature);
  }
  std::vector<std::vector<Matched>> matched(asked.size());
  std::vector<std::vector<std::optional<Flip>>> flips(asked.size());
  for_each_index(asked.size(), [&](size_t i) {
    matched[i] = matched_regexes(*asked[i]);
    for (const Matched& one : matched[i])
      flips[i].push_back(find_flip(one));
  });
  for (size_t i = 0; i < asked.size(); ++i) {
    for (size_t k = 0; k < matched[i].size(); ++k) {
      if (flips[i][k]) report(matched[i][k], *flips[i][k], diagnostics);
    }
  }
}

}  // namespace sig::check
