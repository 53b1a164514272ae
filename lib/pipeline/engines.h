#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "engine/engine.h"
#include "model/signature.h"

namespace sig::pipeline {

/// The native rules among the signatures as an engine of their language reads them.
engine::EngineRules engine_rules(const std::vector<Signature>& signatures);

/// Native rules that the built-in matcher cannot run are warnings with the keyword to blame; those
/// with a regex that no engine takes are errors.
void note_unrunnable(const std::vector<Signature>& signatures, Diagnostics& diagnostics);

/// Asks the real Suricata about the native rules; a rule that it refuses is an error at its place,
/// in the engine's words. Gives its version. An Io error when it cannot be run.
Result<std::string> ask_suricata(const std::vector<Signature>& signatures,
                                 Diagnostics& diagnostics);

}  // namespace sig::pipeline
