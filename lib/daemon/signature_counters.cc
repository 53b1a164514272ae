#include "daemon/signature_counters.h"

namespace sig::daemon {

SignatureCounts* SignatureCounters::of(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto found = counts_.find(id);
  if (found == counts_.end()) {
    const std::string& key = counts_.size() < max_ids_ ? id : "other";
    found = counts_.try_emplace(key).first;
    if (!found->second) found->second = std::make_unique<SignatureCounts>();
  }
  return found->second.get();
}

std::vector<SignatureCountsRow> SignatureCounters::rows() const {
  const std::lock_guard lock(mutex_);
  std::vector<SignatureCountsRow> rows;
  for (const auto& [id, counts] : counts_) {
    const SignatureCountsRow row{id, counts->blocks.load(), counts->alerts.load()};
    if (row.blocks > 0 || row.alerts > 0) rows.push_back(row);
  }
  return rows;
}

}  // namespace sig::daemon
