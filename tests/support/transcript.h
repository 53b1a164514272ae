#pragma once

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/time.h"

namespace sig::test {

/// Scenarios say `review_by: 2027-05-24` and are played as if that were half a year away, whatever
/// the day is.
inline constexpr std::string_view written_date = "2027-05-24";
inline std::string played_date() {
  constexpr std::int64_t half_year_ns = 180LL * 86400 * 1'000'000'000;
  return to_iso8601(Time{now().ns + half_year_ns}).substr(0, written_date.size());
}

inline std::string with_replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// What the document says, as it is played.
inline std::string as_played(const std::string& text) {
  return with_replaced(text, written_date, played_date());
}

/// What differs from run to run, replaced by its kind.
inline std::string canonical(std::string text, const std::string& work) {
  text = with_replaced(with_replaced(std::move(text), work, "$WORK"), played_date(), written_date);
  static const std::vector<std::pair<std::regex, std::string>> rules{
      {std::regex("[0-9a-f]{64}"), "<sha256>"},
      {std::regex("\\b[0-9a-f]{40}\\b"), "<commit>"},
      {std::regex("\\b[0-9a-f]{12}\\b"), "<digest>"},
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z"), "<time>"},
      {std::regex("[0-9.]+ (ms|s|min)\\b(?! of)"), "<duration>"},
      {std::regex("[0-9.]+ ns of CPU"), "<cost> of CPU"},
      {std::regex("127\\.0\\.0\\.1:[0-9]+"), "127.0.0.1:<port>"},
  };
  for (const auto& [pattern, name] : rules)
    text = std::regex_replace(text, pattern, name);
  return text;
}

/// A home of its own, so that git has the same author everywhere.
inline bool use_home(const std::string& folder) {
  for (const char* name : {"GIT_AUTHOR_NAME",
                           "GIT_AUTHOR_EMAIL",
                           "GIT_COMMITTER_NAME",
                           "GIT_COMMITTER_EMAIL",
                           "XDG_CONFIG_HOME",
                           "XDG_CACHE_HOME"}) {
    ::unsetenv(name);
  }
  ::setenv("HOME", folder.c_str(), 1);
  ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  const std::string config =
      "[user]\n  name = Ann\n  email = ann@example.org\n[init]\n  defaultBranch = main\n";
  return static_cast<bool>(sig::write_atomically(join_path(folder, ".gitconfig"), config));
}

/// The same words everywhere: our programs first in PATH, no colours, one time zone.
inline void use_programs(const std::string& folder) {
  const std::string path = std::filesystem::absolute(folder).string() + ":" + std::getenv("PATH");
  ::setenv("PATH", path.c_str(), 1);
  ::setenv("NO_COLOR", "1", 1);
  ::setenv("TZ", "UTC", 1);
  ::setenv("SIGCTL_SOURCE_DIR", SIGCTL_SOURCE_DIR, 1);
}

}  // namespace sig::test
