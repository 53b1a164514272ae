#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/bundle.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::check {

/// What a whole set may cost. The checks refuse at 80 % of each, so that a set that passes here is
/// never refused by the matcher that has to load it.
struct SetBudget {
  std::uint64_t signatures = 200000;
  std::uint64_t pattern_bytes = 64U << 20U;
  std::uint64_t compiled_bytes = 4ULL << 30U;
};

/// What the checks look at. `last_release` holds the newest release's signatures, for the rule that
/// a changed signature raises its rev.
struct CheckInput {
  const std::vector<Signature>& signatures;
  const Project* project = nullptr;
  std::vector<ManifestSignature> last_release;
  Time now;
  SetBudget budget;
  std::string cache_folder;  ///< compiled databases, as match::CompileOptions; empty: none
};

/// One question about the signatures; the findings go to diagnostics.
struct Check {
  std::string_view name;
  void (*run)(const CheckInput&, Diagnostics&);
  bool is_for_native = false;  ///< also asked of native rules
};

/// The explicit table, in order. Later checks pass over signatures in which an earlier one found an
/// error that would only repeat itself.
const std::vector<Check>& all_checks();

void run_all(const CheckInput& input, Diagnostics& diagnostics);

}  // namespace sig::check
