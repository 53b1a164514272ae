#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/event.h"

namespace sig::traffic {

/// The time of a log line as far as it says: RFC 3164 has no year and no zone (taken as UTC).
struct SyslogStamp {
  enum class Kind { None, WithoutYear, Full };
  Kind kind = Kind::None;
  Time time;  ///< Full
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
};

/// One line as views of it. What a line does not have is empty; a line without any header is all
/// message.
struct SyslogLine {
  int priority = -1;  ///< facility * 8 + severity
  SyslogStamp stamp;
  std::string_view host;
  std::string_view program;
  std::string_view pid;
  std::string_view message_id;       ///< RFC 5424
  std::string_view structured_data;  ///< RFC 5424, with its brackets
  std::string_view message;
};

/// Reads RFC 5424, RFC 3164 with or without its PRI, with a year (Cisco) or an RFC 3339 time
/// (rsyslog's file format) instead of its own.
SyslogLine parse_syslog_line(std::string_view line);

/// Appends "ID.NAME" = value for each parameter, names in lower case, escapes undone. They
/// point into `scratch`, which is never made larger than its capacity. False when `text` is
/// malformed, has more than `limit` fields or needs more room; what was read so far is kept.
bool read_structured_data(std::string_view text,
                          std::string& scratch,
                          size_t limit,
                          std::vector<NameValue>& fields);

}  // namespace sig::traffic
