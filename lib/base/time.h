#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sig {

/// A point in time as nanoseconds since 1970 UTC. No stage asks a clock: times come in as values,
/// from recordings or from cli/ (now()).
struct Time {
  std::int64_t ns = 0;
  friend auto operator<=>(const Time&, const Time&) = default;
};

using Seconds = std::chrono::seconds;

/// The wall clock. Only cli/ and the daemon call it. $SOURCE_DATE_EPOCH is not honoured.
Time now();

/// "2026-11-24T04:13:00Z"; with a fraction of six digits where `micros`.
std::string to_iso8601(Time time, bool micros = false);
/// RFC 3339 date-time or a plain date (midnight UTC).
std::optional<Time> parse_iso8601(std::string_view text);

/// "90s", "10m", "24h", "7d", "2w", also "1h30m". Positive whole numbers only; nothing above 100
/// years.
std::optional<Seconds> parse_duration(std::string_view text);
/// The shortest such text: 600 s -> "10m".
std::string to_text(Seconds duration);

/// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level
/// date algorithms"); for readers of log times.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day);

}  // namespace sig
