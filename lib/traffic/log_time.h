#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace sig::traffic {

/// "17/May/2015:10:05:03 +0000" (Apache mod_log_config %t, nginx $time_local). Without a zone it
/// counts as UTC. Also RFC 3339, nginx's $time_iso8601.
std::optional<Time> parse_clf_time(std::string_view text);

/// The month of "Jan" to "Dec" at the front, 1 to 12; 0 when there is none.
unsigned month_at(std::string_view text);

/// Nanoseconds since 1970 of a civil time; nothing when a part is out of its range. A 29 February
/// is taken in every year: a log without years may come from any.
std::optional<Time> civil_time(std::int64_t year,
                               unsigned month,
                               unsigned day,
                               unsigned hour,
                               unsigned minute,
                               unsigned second);

/// `count` decimal digits at `at`, or -1.
int digits_at(std::string_view text, size_t at, size_t count);

/// Gives years to times that are written without one (RFC 3164). It knows nothing of today: the
/// year comes from lines of the same file that state one, else counting starts in 1970; a jump back
/// by more than half a year of months begins the next year, a jump ahead by more is a straggler of
/// the year before.
class YearTracker {
 public:
  void see(int year, unsigned month);
  int year_of(unsigned month);
  /// Whether any line has stated a year; without, times are right only among themselves.
  bool is_known() const { return is_known_; }

 private:
  int year_ = 1970;
  unsigned last_month_ = 0;
  bool is_known_ = false;
};

}  // namespace sig::traffic
