#include "traffic/syslog.h"

#include <algorithm>

#include "base/ip.h"
#include "base/text.h"
#include "traffic/log_time.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;
constexpr size_t longest_tag = 128;

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

std::string_view nil_is_empty(std::string_view word) {
  return word == "-" ? std::string_view{} : word;
}

/// "<34>"; -1 when there is none (RFC 5424 6.2.1: 0 to 191).
int take_priority(std::string_view& text) {
  const size_t close = text.substr(0, 5).find('>');
  if (!text.starts_with('<') || close == none) return -1;
  const auto value = parse_unsigned(text.substr(1, close - 1));
  if (!value || *value > 191) return -1;
  text.remove_prefix(close + 1);
  return static_cast<int>(*value);
}

/// An RFC 3339 time, alone in its word.
bool take_full_stamp(std::string_view& text, SyslogStamp& stamp) {
  if (digits_at(text, 0, 4) < 0 || text.size() < 20 || text[4] != '-') return false;
  const std::string_view word = text.substr(0, text.find(' '));
  const auto time = parse_iso8601(word);
  if (!time || word.size() < 19) return false;
  stamp = {.kind = SyslogStamp::Kind::Full,
           .time = *time,
           .year = digits_at(text, 0, 4),
           .month = static_cast<unsigned>(digits_at(text, 5, 2))};
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return true;
}

/// "Mar  7 13:06:56", also with a year before the time or a fraction behind it.
bool take_short_stamp(std::string_view& text, SyslogStamp& stamp) {
  const unsigned month = month_at(text);
  if (month == 0 || text.size() < 15 || text[3] != ' ') return false;
  const int day = text[4] == ' ' ? digits_at(text, 5, 1) : digits_at(text, 4, 2);
  size_t at = 7;
  const int year = digits_at(text, at, 4);
  if (year >= 0 && text.size() > at + 4 && text[at + 4] == ' ') at += 5;
  const int hour = digits_at(text, at, 2);
  const int minute = digits_at(text, at + 3, 2);
  const int second = digits_at(text, at + 6, 2);
  if (text[6] != ' ' || day < 1 || hour < 0 || minute < 0 || second < 0) return false;
  if (text[at + 2] != ':' || text[at + 5] != ':') return false;
  const auto number = [](int value) { return static_cast<unsigned>(value); };
  const bool has_year = at != 7;
  const auto time = civil_time(
      has_year ? year : 1970, month, number(day), number(hour), number(minute), number(second));
  if (!time) return false;
  stamp = {.kind = has_year ? SyslogStamp::Kind::Full : SyslogStamp::Kind::WithoutYear,
           .time = *time,
           .year = year,
           .month = month,
           .day = number(day),
           .hour = number(hour),
           .minute = number(minute),
           .second = number(second)};
  at += 8;
  while (at < text.size() &&
         (text[at] == '.' || text[at] == ':' || (text[at] >= '0' && text[at] <= '9')))
    ++at;
  text.remove_prefix(at);
  skip_spaces(text);
  return true;
}

/// The length of "program[pid]:" at the front, or 0.
size_t read_tag(std::string_view text, SyslogLine& line) {
  const size_t end = text.substr(0, longest_tag).find_first_of("[: ");
  if (end == none || end == 0 || text[end] == ' ') return 0;
  size_t close = end;
  if (text[end] == '[') {
    close = text.substr(0, longest_tag).find(']', end);
    if (close == none) return 0;
    line.pid = text.substr(end + 1, close - end - 1);
    ++close;
  }
  const bool has_colon = close < text.size() && text[close] == ':';
  if (!has_colon && text[end] != '[') return 0;
  line.program = text.substr(0, end);
  return close + (has_colon ? 1 : 0);
}

/// Host, tag and message behind the time of RFC 3164; the host may be left out.
void read_body(std::string_view text, SyslogLine& line) {
  const std::string_view first = text.substr(0, text.find(' '));
  const bool is_tag = (first.ends_with(':') || first.ends_with("]")) && !parse_ip(first);
  if (!is_tag) {
    line.host = take_word(text);
    skip_spaces(text);
  }
  if (text.starts_with(": ")) text.remove_prefix(2);  // Cisco ASA
  text.remove_prefix(read_tag(text, line));
  if (text.starts_with(' ')) text.remove_prefix(1);
  line.message = text;
}

/// The length of the structured data at the front with all its brackets; none when it has no end.
size_t structured_data_length(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && text[at] == '[') {
    bool quoted = false;
    for (++at; at < text.size(); ++at) {
      if (quoted && text[at] == '\\') {
        ++at;
      } else if (text[at] == '"') {
        quoted = !quoted;
      } else if (text[at] == ']' && !quoted) {
        break;
      }
    }
    if (at >= text.size()) return none;
    ++at;
  }
  return at;
}

/// What stands behind the version of RFC 5424; false when the line is none.
bool read_rfc5424(std::string_view text, SyslogLine& line) {
  if (text.starts_with("- ")) {
    text.remove_prefix(2);
  } else if (!take_full_stamp(text, line.stamp)) {
    return false;
  }
  line.host = nil_is_empty(take_word(text));
  line.program = nil_is_empty(take_word(text));
  line.pid = nil_is_empty(take_word(text));
  line.message_id = nil_is_empty(take_word(text));
  if (text.starts_with('-')) {
    text.remove_prefix(1);
  } else {
    const size_t length = structured_data_length(text);
    line.structured_data = text.substr(0, length);
    text.remove_prefix(line.structured_data.size());
  }
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  line.message = text;
  return true;
}

}  // namespace

SyslogLine parse_syslog_line(std::string_view text) {
  SyslogLine line;
  line.priority = take_priority(text);
  const bool is_version = text.size() > 2 && text[0] == '1' && text[1] == ' ';
  if (is_version && read_rfc5424(text.substr(2), line)) return line;
  line = {.priority = line.priority};
  if (take_full_stamp(text, line.stamp) || take_short_stamp(text, line.stamp)) {
    read_body(text, line);
  } else {
    line.message = text;
  }
  return line;
}

bool read_structured_data(std::string_view text,
                          std::string& scratch,
                          size_t limit,
                          std::vector<NameValue>& fields) {
  while (text.starts_with('[')) {
    text.remove_prefix(1);
    const std::string_view id = text.substr(0, text.find_first_of(" ]"));
    text.remove_prefix(id.size());
    while (text.starts_with(' ')) {
      skip_spaces(text);
      const size_t equals = text.find('=');
      if (equals == none || text.substr(equals + 1, 1) != "\"") return false;
      const size_t name_start = scratch.size();
      if (fields.size() >= limit || name_start + id.size() + text.size() > scratch.capacity()) {
        return false;
      }
      scratch += to_lower_ascii(id);
      scratch += '.';
      scratch += to_lower_ascii(text.substr(0, equals));
      const size_t value_start = scratch.size();
      size_t at = equals + 2;
      for (; at < text.size() && text[at] != '"'; ++at) {
        // RFC 5424 6.3.3: only these three are escaped.
        const bool escape = text[at] == '\\' && at + 1 < text.size() &&
                            std::string_view("\"\\]").find(text[at + 1]) != none;
        scratch += text[escape ? ++at : at];
      }
      if (at >= text.size()) return false;
      const std::string_view all = scratch;
      fields.push_back({all.substr(name_start, value_start - name_start), all.substr(value_start)});
      text.remove_prefix(at + 1);
    }
    if (!text.starts_with(']')) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

}  // namespace sig::traffic
