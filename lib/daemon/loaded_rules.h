#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "daemon/generation.h"
#include "daemon/signature_counters.h"
#include "match/matcher.h"
#include "match/rate.h"
#include "model/activation.h"

namespace sig::daemon {

/// What a hit of one signature leads to here, worked out when the rules are loaded.
struct Consequence {
  bool blocks = false;  ///< while review_by is not past
  std::optional<Time> review_by;
  std::optional<Seconds> block_for;
  SignatureCounts* counts = nullptr;
};

/// One generation, verified, compiled and ready to serve: never changed, replaced as a whole. Each
/// worker uses its own scanner; the rate windows are shared, under their mutex, and only touched by
/// hits of signatures that have a rate.
struct LoadedRules {
  Generation generation;
  Activation activation;
  std::string bundle_hex;
  std::string release_name;  ///< "prod/43"
  std::shared_ptr<const match::Ruleset> ruleset;
  std::vector<Consequence> consequences;  ///< by index of ruleset->signatures()
  std::vector<match::Scanner> scanners;   ///< by worker
  std::mutex rates_mutex;
  match::RateWindows rates{1U << 18U};
  Time since;

  const std::vector<Signature>& signatures() const { return ruleset->signatures(); }
  /// Index of a signature by its id.
  std::optional<std::uint32_t> find(std::string_view id) const;
};

struct LoadRequest {
  std::string folder;
  std::string cache_folder;
  std::uint64_t max_bundle_bytes = 0;
  unsigned workers = 1;
};

/// Opens, verifies and compiles a generation. Any fault is an error and leaves nothing behind.
Result<std::shared_ptr<LoadedRules>> load_generation(const LoadRequest& request,
                                                     const Generation& generation,
                                                     SignatureCounters& counters,
                                                     Time now);

}  // namespace sig::daemon
