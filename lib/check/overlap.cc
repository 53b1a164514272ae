#include "check/overlap.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "check/checks.h"
#include "check/implies.h"
#include "check/parallel.h"
#include "check/place.h"

namespace sig::check {
namespace {

/// Above this number of signatures of one surface only equal conditions are looked for: comparing
/// all pairs would take minutes.
constexpr size_t most_compared = 5000;

void report_same(const Signature& second, const Signature& first, Diagnostics& diagnostics) {
  Findings findings(second, diagnostics);
  findings.warning(
      "SIG0428",
      place_of(second, "match"),
      fmt::format(
          "{} asks the same as {} in {}", quote(second.id), quote(first.id), origin_text(first)),
      "the same condition",
      "one hit would be counted twice: keep one of them");
}

void report_shadowed(const Signature& inner, const Signature& outer, Diagnostics& diagnostics) {
  Findings findings(inner, diagnostics);
  findings.warning("SIG0430",
                   place_of(inner, "match"),
                   fmt::format("{} finds only what {} in {} finds as well",
                               quote(inner.id),
                               quote(outer.id),
                               origin_text(outer)),
                   "adds nothing to the other",
                   "remove it, or take its part out of the other with a `none`");
}

/// True when `outer` does at least what `inner` does, whenever inner's condition holds.
bool covers(const Signature& outer, const Signature& inner) {
  return outer.on == inner.on && !outer.rate && !inner.rate && outer.action >= inner.action &&
         outer.confidence >= inner.confidence && implies(inner.match, outer.match);
}

/// For each signature the first other one that covers it, as an index, or its own index.
std::vector<size_t> find_covers(const std::vector<Signature>& signatures) {
  std::map<Surface, size_t> per_surface;
  for (const Signature& signature : signatures)
    ++per_surface[signature.on];
  std::vector<size_t> out(signatures.size());
  for_each_index(signatures.size(), [&](size_t i) {
    out[i] = i;
    if (per_surface.at(signatures[i].on) > most_compared) return;
    for (size_t j = 0; j < signatures.size() && out[i] == i; ++j) {
      if (i != j && covers(signatures[j], signatures[i])) out[i] = j;
    }
  });
  return out;
}

}  // namespace

bool ask_the_same(const Signature& left, const Signature& right) {
  const bool same_rate = left.rate.has_value() == right.rate.has_value();
  return left.on == right.on && same_rate &&
         canonical_text(left.match) == canonical_text(right.match);
}

bool is_shadowed_by(const Signature& inner, const Signature& outer) {
  return covers(outer, inner);
}

void check_overlap(const CheckInput& input, Diagnostics& diagnostics) {
  std::map<std::string, const Signature*> seen;
  std::vector<bool> is_same(input.signatures.size());
  for (size_t i = 0; i < input.signatures.size(); ++i) {
    const Signature& signature = input.signatures[i];
    const std::string key = fmt::format("{} {} {}",
                                        static_cast<int>(signature.on),
                                        signature.rate.has_value(),
                                        canonical_text(signature.match));
    const auto [first, is_new] = seen.emplace(key, &signature);
    if (is_new || first->second->id == signature.id) continue;
    is_same[i] = true;
    report_same(signature, *first->second, diagnostics);
  }
  const std::vector<size_t> covering = find_covers(input.signatures);
  for (size_t i = 0; i < covering.size(); ++i) {
    const Signature& inner = input.signatures[i];
    const Signature& outer = input.signatures[covering[i]];
    if (covering[i] == i || is_same[i] || outer.id == inner.id || ask_the_same(inner, outer))
      continue;
    report_shadowed(inner, outer, diagnostics);
  }
}

}  // namespace sig::check
