#include "source/ips_requires.h"

#include <array>

#include "base/text.h"

namespace sig::source {
namespace {

using Version = std::array<std::uint64_t, 3>;
constexpr Version engine{7, 0, 10};

std::optional<Version> read_version(std::string_view text) {
  Version version{};
  const size_t dash = text.find('-');
  const auto parts = split(text.substr(0, dash), '.');
  if (parts.size() > 3) return std::nullopt;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_unsigned(parts[i]);
    if (!number) return std::nullopt;
    version[i] = *number;
  }
  return version;
}

/// ">= 7.0.3 < 8": all of them; nothing when it is not read.
std::optional<bool> holds(std::string_view text) {
  bool all = true;
  bool any = false;
  text = trim(text);
  while (!text.empty()) {
    const size_t sign_end = text.find_first_not_of("<>=");
    const std::string_view sign = text.substr(0, sign_end);
    if (sign_end == std::string_view::npos || sign.empty()) return std::nullopt;
    text = trim(text.substr(sign_end));
    const size_t end = std::min(text.find_first_of(" \t<>"), text.size());
    const auto version = read_version(text.substr(0, end));
    if (!version) return std::nullopt;
    text = trim(text.substr(end));
    any = true;
    if (sign == ">=") {
      all = all && engine >= *version;
    } else if (sign == ">") {
      all = all && engine > *version;
    } else if (sign == "<=") {
      all = all && engine <= *version;
    } else if (sign == "<") {
      all = all && engine < *version;
    } else {
      return std::nullopt;
    }
  }
  return any ? std::optional(all) : std::nullopt;
}

std::optional<bool> version_holds(std::string_view text) {
  bool any = false;
  for (const std::string_view alternative : split(text, '|')) {
    const auto one = holds(alternative);
    if (!one) return std::nullopt;
    any = any || *one;
  }
  return any;
}

/// One requirement; nothing when it is none.
std::optional<bool> is_met(std::string_view part) {
  if (part.starts_with("version")) return version_holds(part.substr(7));
  if (part.starts_with("feature ")) return trim(part.substr(8)) == "output::file-store";
  return false;  // what 7.0.10 does not know is not met
}

}  // namespace

bool read_requirements(const IpsSyntax& syntax, IpsDraft& draft) {
  bool met = true;
  for (const IpsOption& option : syntax.options) {
    if (option.name.text != "requires") continue;
    for (const IpsWord& part : comma_parts(option.value)) {
      const auto one = is_met(part.text);
      if (!one) {
        draft.bad_value(option,
                        quote(part.text) + " is no requirement",
                        "expected feature NAME or version >= N");
        return true;
      }
      if (*one || !met) continue;
      met = false;
      draft.rule.is_disabled = true;
      draft.unsupported(option.name, "Suricata 7.0.10 does not fulfil " + std::string(part.text));
    }
  }
  return met;
}

}  // namespace sig::source
