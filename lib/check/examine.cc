#include "check/parallel.h"
#include "check/patterns.h"
#include "check/tests_of.h"

namespace sig::check {
namespace {

Examination examine(const RegexKey& key) {
  Examination out;
  Result<match::RegexReport> report = match::examine_regex(key.first, key.second);
  if (!report) {
    out.failure = report.error().message;
    return out;
  }
  out.report = *std::move(report);
  if (!out.report->compiles || out.report->matches_empty) return out;
  auto witness = match::pump_regex(key.first, key.second, out.report->engine);
  if (!witness) {
    out.failure = witness.error().message;
    return out;
  }
  out.witness = *std::move(witness);
  return out;
}

}  // namespace

std::map<RegexKey, Examination> examine_all(const std::vector<Signature>& signatures) {
  std::map<RegexKey, Examination> out;
  for (const Signature& signature : signatures) {
    for_each_test(signature.match, [&](const Test& test) {
      if (test.op == Operator::Regex && !test.values.empty())
        out.try_emplace({test.values.front(), test.ignore_case});
    });
  }
  std::vector<std::pair<const RegexKey, Examination>*> rows;
  for (auto& row : out)
    rows.push_back(&row);
  for_each_index(rows.size(), [&](size_t i) { rows[i]->second = examine(rows[i]->first); });
  return out;
}

}  // namespace sig::check
