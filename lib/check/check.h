#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/bundle.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::check {

/// What the checks look at. `last_release` holds the newest release's signatures, for the rule that
/// a changed signature raises its rev.
struct CheckInput {
  const std::vector<Signature>& signatures;
  const Project* project = nullptr;
  std::vector<ManifestSignature> last_release;
  Time now;
};

/// One question about the signatures; the findings go to diagnostics.
struct Check {
  std::string_view name;
  void (*run)(const CheckInput&, Diagnostics&);
};

/// The explicit table, in order: identity, metadata, revisions, patterns, cost, examples, overlap.
const std::vector<Check>& all_checks();

void run_all(const CheckInput& input, Diagnostics& diagnostics);

}  // namespace sig::check
