#pragma once

#include <string>

#include "replay/replay.h"

namespace sig::cli {

/// One hit as one line of JSON in the shape of Suricata's EVE alert where it fits, with our own
/// keys beside it (schemas/output.md). Values are redacted.
std::string event_line(const replay::HitEvent& hit);

}  // namespace sig::cli
