#include "ips/datasets.h"

namespace sig::ips {
namespace {

constexpr size_t most_values = 262144;

}  // namespace

DatasetStore::DatasetStore(const DatasetPlan& plan) : sets_(plan.sets.size()) {
  for (size_t i = 0; i < plan.sets.size(); ++i) {
    sets_[i].insert(plan.sets[i].values.begin(), plan.sets[i].values.end());
  }
}

bool DatasetStore::holds(std::uint32_t set, const IpsDataset& check, std::string_view value) {
  auto& values = sets_[set];
  const auto found = values.find(value);
  const bool is_there = found != values.end();
  switch (check.command) {
    case IpsDataset::Command::IsSet:
      return is_there;
    case IpsDataset::Command::IsNotSet:
      return !is_there;
    case IpsDataset::Command::Set:
      // Only a new value is a match.
      if (is_there || values.size() >= most_values) return false;
      values.emplace(value);
      return true;
    case IpsDataset::Command::Unset:
      if (!is_there) return false;
      values.erase(found);
      return true;
  }
  return false;
}

}  // namespace sig::ips
