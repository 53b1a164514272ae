#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "model/signature.h"

namespace sig::check {

/// Ids of the signatures in whose condition an error was found: to run them would only repeat it.
std::set<std::string> ids_with_bad_condition(const Diagnostics& diagnostics);

/// The signatures whose condition and examples are sound; of those with equal ids, the first.
std::vector<Signature> without_refused(const std::vector<Signature>& signatures,
                                       const Diagnostics& diagnostics);

}  // namespace sig::check
