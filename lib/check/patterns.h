#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "match/regex.h"
#include "model/signature.h"

namespace sig::check {

/// What the pattern engines say of one regex.
struct Examination {
  std::optional<match::RegexReport> report;  ///< none: it could not be examined, see `failure`
  std::optional<match::PumpWitness> witness;
  std::string failure;
};

/// By pattern and ignore_case: a regex that many signatures share is examined once.
using RegexKey = std::pair<std::string, bool>;

/// Compiles and pumps every regex of the signatures, on several threads.
std::map<RegexKey, Examination> examine_all(const std::vector<Signature>& signatures);

}  // namespace sig::check
