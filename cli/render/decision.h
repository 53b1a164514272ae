#pragma once

#include <string>

#include "base/json.h"
#include "cli/terminal.h"
#include "model/decision.h"
#include "model/release.h"

namespace sig::cli {

std::string decision_text(const Decision& decision, const Terminal& terminal);
Json decision_json(const Decision& decision);

/// "prod/3  promote  bundle 1a2b3c4d5e6f  2026-11-24T04:13:00Z  Ann <ann@example.org>".
std::string release_line(const Release& release);
Json release_json(const Release& release);

/// The first twelve digits: enough to tell bundles apart in a text.
std::string short_digest(const Digest& digest);

}  // namespace sig::cli
