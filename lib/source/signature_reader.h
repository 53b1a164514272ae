#pragma once

#include <optional>

#include "base/diagnostic.h"
#include "model/signature.h"
#include "source/variables.h"
#include "source/yaml.h"

namespace sig::source {

/// One signature from its mapping, or nothing when it has findings. `origin` is where it stands.
std::optional<Signature> read_signature(const YamlNode& node,
                                        const Variables& variables,
                                        Diagnostics& diagnostics);

}  // namespace sig::source
