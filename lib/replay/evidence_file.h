#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/evidence.h"

namespace sig::replay {

/// Evidence as an in-toto Statement v1 (schemas/evidence.md); writing, then reading, gives equal
/// evidence.
std::string evidence_document(const Evidence& evidence);
Result<Evidence> read_evidence(std::string_view text, std::string_view name);

/// The digest that two runs of the same thing share; see Evidence::result_digest.
Digest result_digest(const Evidence& evidence);

}  // namespace sig::replay
