#include "traffic/log_time.h"

namespace sig::traffic {

unsigned month_at(std::string_view text) {
  static constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() < 3) return 0;
  for (size_t at = 0; at < names.size(); at += 3) {
    if (text.substr(0, 3) == names.substr(at, 3)) return static_cast<unsigned>(at / 3) + 1;
  }
  return 0;
}

int digits_at(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<Time> civil_time(std::int64_t year,
                               unsigned month,
                               unsigned day,
                               unsigned hour,
                               unsigned minute,
                               unsigned second) {
  static constexpr unsigned days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return std::nullopt;
  // 64 bits of nanoseconds reach from 1677 to 2262.
  if (hour > 23 || minute > 59 || second > 60 || year < 1700 || year > 2200) return std::nullopt;
  const std::int64_t seconds =
      days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return Time{seconds * 1000000000};
}

std::optional<Time> parse_clf_time(std::string_view text) {
  // dd/Mon/yyyy:hh:mm:ss
  const int day = digits_at(text, 0, 2);
  const int year = digits_at(text, 7, 4);
  const int hour = digits_at(text, 12, 2);
  const int minute = digits_at(text, 15, 2);
  const int second = digits_at(text, 18, 2);
  if (day < 0 || year < 0 || hour < 0 || minute < 0 || second < 0) return parse_iso8601(text);
  const auto at = [](int value) { return static_cast<unsigned>(value); };
  const auto time =
      civil_time(year, month_at(text.substr(3)), at(day), at(hour), at(minute), at(second));
  if (!time) return std::nullopt;
  std::string_view zone = text.substr(20);
  while (!zone.empty() && zone[0] == ' ')
    zone.remove_prefix(1);
  if (zone.empty()) return time;
  const int zone_hours = digits_at(zone, 1, 2);
  const int zone_minutes = digits_at(zone, 3, 2);
  if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-') || zone_hours < 0 || zone_hours > 23 ||
      zone_minutes < 0 || zone_minutes > 59) {
    return std::nullopt;
  }
  const std::int64_t east = (zone[0] == '-' ? -1 : 1) * (zone_hours * 3600 + zone_minutes * 60);
  return Time{time->ns - east * 1000000000};
}

void YearTracker::see(int year, unsigned month) {
  is_known_ = true;
  year_ = year;
  last_month_ = month;
}

int YearTracker::year_of(unsigned month) {
  if (last_month_ != 0 && month > last_month_ + 6) return year_ - 1;
  if (last_month_ != 0 && month + 6 < last_month_) ++year_;
  if (month > last_month_ || month + 6 < last_month_) last_month_ = month;
  return year_;
}

}  // namespace sig::traffic
