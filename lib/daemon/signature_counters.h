#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sig::daemon {

/// What one signature did since the daemon started, under whatever bundle it came in.
struct SignatureCounts {
  std::atomic<std::uint64_t> blocks{0};  ///< requests blocked by it, timed blocks included
  std::atomic<std::uint64_t> alerts{0};
};

struct SignatureCountsRow {
  std::string id;
  std::uint64_t blocks = 0;
  std::uint64_t alerts = 0;
};

/// Counters by signature id that outlive reloads. Thread-safe. Bounded: ids beyond `max_ids` share
/// the counter of the id "other".
class SignatureCounters {
 public:
  explicit SignatureCounters(size_t max_ids = 200000) : max_ids_(max_ids) {}

  /// Lives as long as this object.
  SignatureCounts* of(const std::string& id);
  /// Those that counted anything, sorted by id.
  std::vector<SignatureCountsRow> rows() const;

 private:
  const size_t max_ids_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<SignatureCounts>> counts_;
};

}  // namespace sig::daemon
