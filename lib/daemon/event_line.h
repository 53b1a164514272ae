#pragma once

#include <string>
#include <string_view>

#include "daemon/judge.h"

namespace sig::daemon {

/// One line of --events about an alert or a block (schemas/daemon_event.schema.json), in the shape
/// of Suricata's EVE alert where it fits. `shows_match`: with the part of the request that matched,
/// found by the slow matcher, everything around it masked.
std::string event_line(const Verdict& verdict, const Event& event, Time wall, bool shows_match);

/// `value` with every letter and digit outside the match masked, cut to what surrounds it.
std::string show_match(std::string_view value, size_t start, size_t length);

}  // namespace sig::daemon
