#pragma once

#include <string>

#include "base/json.h"
#include "cli/terminal.h"
#include "model/evidence.h"

namespace sig::cli {

/// "sid-2013028 ET POLICY curl User-Agent Outbound": a title of over 56 bytes is cut.
std::string shown_name(std::string_view id, std::string_view title);

/// Evidence for a terminal: per corpus what was read and flagged, per signature hits and
/// reachability.
std::string evidence_text(const Evidence& evidence, const Terminal& terminal);
/// The same for --json.
Json evidence_json(const Evidence& evidence);

}  // namespace sig::cli
