#include "cli/render/eve.h"

namespace sig::cli {

std::string eve_time(Time time) {
  std::string text = to_iso8601(time, true);
  text.pop_back();
  return text + "+0000";
}

int eve_severity(Severity severity) {
  switch (severity) {
    case Severity::Critical:
    case Severity::High:
      return 1;
    case Severity::Medium:
      return 2;
    default:
      return 3;
  }
}

std::uint32_t numeric_id(std::string_view id) {
  std::uint32_t hash = 2166136261U;
  for (const char c : id)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return ((hash >> 30U) ^ (hash & 0x3fffffffU)) | 1U;
}

}  // namespace sig::cli
