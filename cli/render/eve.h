#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/signature.h"

namespace sig::cli {

/// How Suricata's EVE log writes a few things (doc/userguide/output/eve/eve-json-format of Suricata
/// 7).

/// "2026-11-24T04:13:00.000000+0000".
std::string eve_time(Time time);
/// 1 is the most severe.
int eve_severity(Severity severity);
/// A stable number for tools that want one, from the id alone: FNV-1a folded to 30 bits, odd.
std::uint32_t numeric_id(std::string_view id);

}  // namespace sig::cli
