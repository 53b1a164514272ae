#include "base/time.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace sig {
namespace {

constexpr std::int64_t ns_per_second = 1000000000;
constexpr std::int64_t seconds_per_day = 86400;

struct TimeUnit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array<TimeUnit, 5> units{
    {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

/// A fixed number of digits at `text`, removed from it.
std::optional<unsigned> take_digits(std::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  const auto value = parse_unsigned(text.substr(0, count));
  if (!value) return std::nullopt;
  text.remove_prefix(count);
  return static_cast<unsigned>(*value);
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

unsigned days_in_month(unsigned year, unsigned month) {
  constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

/// "Z" or "+01:00" as seconds east of UTC, the rest of the text.
std::optional<std::int64_t> parse_zone(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.empty()) return std::nullopt;
  const bool west = text[0] == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take(text, ":");
  const auto minutes = take_digits(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59 || !text.empty()) return std::nullopt;
  const std::int64_t east = *hours * 3600 + *minutes * 60;
  return west ? -east : east;
}

}  // namespace

Time now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

std::string to_iso8601(Time time, bool micros) {
  std::int64_t seconds = time.ns / ns_per_second;
  std::int64_t fraction = time.ns % ns_per_second;
  if (fraction < 0) fraction += ns_per_second, --seconds;
  std::int64_t days = seconds / seconds_per_day;
  std::int64_t rest = seconds % seconds_per_day;
  if (rest < 0) rest += seconds_per_day, --days;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                                static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()),
                                static_cast<unsigned>(date.day()),
                                rest / 3600,
                                rest / 60 % 60,
                                rest % 60);
  if (micros) out += fmt::format(".{:06}", fraction / 1000);
  return out + "Z";
}

std::optional<Time> parse_iso8601(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > days_in_month(*year, *month)) {
    return std::nullopt;
  }
  std::int64_t seconds = days_from_civil(*year, *month, *day) * seconds_per_day;
  if (seconds > 9000000000 || seconds < -9000000000) return std::nullopt;
  if (text.empty()) return Time{seconds * ns_per_second};
  if (!take(text, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::int64_t fraction = 0;
  if (take(text, ".,")) {
    std::int64_t unit = ns_per_second / 10;
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), unit /= 10) {
      fraction += (text[0] - '0') * unit;
    }
  }
  const auto zone = parse_zone(text);
  if (!zone) return std::nullopt;
  seconds += *hour * 3600 + *minute * 60 + *second - *zone;
  if (seconds > 9000000000 || seconds < -9000000000) return std::nullopt;
  return Time{seconds * ns_per_second + fraction};
}

std::optional<Seconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  std::int64_t last_unit = INT64_MAX;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const size_t digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos || digits == 0 || digits > 10) return std::nullopt;
    const auto number = static_cast<std::int64_t>(*parse_unsigned(text.substr(0, digits)));
    std::int64_t unit = 0;
    for (const TimeUnit& candidate : units) {
      if (candidate.letter == text[digits]) unit = candidate.seconds;
    }
    if (unit == 0 || unit >= last_unit) return std::nullopt;
    last_unit = unit;
    total += number * unit;
    if (total > 100LL * 366 * seconds_per_day) return std::nullopt;
    text.remove_prefix(digits + 1);
  }
  if (total == 0) return std::nullopt;
  return Seconds{total};
}

std::string to_text(Seconds duration) {
  std::int64_t rest = duration.count();
  if (rest <= 0) return "0s";
  std::string out;
  for (const TimeUnit& unit : units) {
    if (unit.letter == 'w' && rest % unit.seconds != 0) continue;
    if (rest >= unit.seconds) {
      out += fmt::format("{}{}", rest / unit.seconds, unit.letter);
      rest %= unit.seconds;
    }
  }
  return out;
}

}  // namespace sig
