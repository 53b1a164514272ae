#include "compile/capability.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "model/names.h"

namespace sig::compile {
namespace {

void add_test(const Test& test, std::set<std::string>& features) {
  features.insert(fmt::format("field {}", field_row(test.field.id).name));
  features.insert(fmt::format("operator {}", to_string(test.op)));
  for (const Decode decode : test.decode)
    features.insert(fmt::format("decode {}", to_string(decode)));
  if (test.ignore_case) features.insert("ignore_case");
}

void add_condition(const Condition& condition, std::set<std::string>& features) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::Test) return add_test(condition.test, features);
  features.insert(condition.kind == Kind::All   ? "condition all"
                  : condition.kind == Kind::Any ? "condition any"
                                                : "condition none");
  for (const Condition& child : condition.children)
    add_condition(child, features);
}

const CapabilityRow* find_row(const CapabilityTable& table, std::string_view feature) {
  const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return row.feature == feature;
  });
  return found == table.rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> features_of(const Signature& signature) {
  std::set<std::string> features;
  add_condition(signature.match, features);
  if (signature.rate) {
    features.insert("rate");
    features.insert(fmt::format("field {}", field_row(signature.rate->by.id).name));
  }
  return {features.begin(), features.end()};
}

namespace {

/// The features that an engine lacks, else what stands against the signature as a whole.
std::vector<std::string> reasons_of(const Signature& signature,
                                    const std::vector<std::string>& features,
                                    const CapabilityTable& table,
                                    size_t column) {
  std::vector<std::string> reasons;
  for (const std::string& feature : features) {
    const CapabilityRow* row = find_row(table, feature);
    const std::string_view reason =
        row == nullptr ? "not in the capability table" : row->reasons.at(column);
    if (!reason.empty()) reasons.push_back(fmt::format("{}: {}", feature, reason));
  }
  const Engine& engine = table.engines[column];
  if (reasons.empty() && engine.refusals != nullptr) reasons = engine.refusals(signature);
  return reasons;
}

}  // namespace

std::vector<CapabilityLoss> losses_of(const Signature& signature, const CapabilityTable& table) {
  const std::vector<std::string> features = features_of(signature);
  std::vector<CapabilityLoss> losses;
  for (size_t column = 0; column < table.engines.size(); ++column) {
    for (std::string& reason : reasons_of(signature, features, table, column)) {
      losses.push_back({signature.id, std::string(table.engines[column].name), std::move(reason)});
    }
  }
  std::sort(losses.begin(), losses.end(), [](const CapabilityLoss& a, const CapabilityLoss& b) {
    return std::tie(a.engine, a.reason) < std::tie(b.engine, b.reason);
  });
  return losses;
}

}  // namespace sig::compile
