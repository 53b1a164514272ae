#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "model/signature.h"
#include "source/variables.h"

namespace sig::source {

/// The enabled rules of a *.rules file as signatures "sid-N" ("sid-GID-N" for another generator
/// than 1). What only a rule's metadata can say (owner, confidence, severity) is taken from it,
/// from its classtype, or from the file's name. `source` is a text of the diagnostics.
std::vector<Signature> read_rule_file(std::uint32_t source,
                                      const Variables& variables,
                                      Diagnostics& diagnostics);

}  // namespace sig::source
