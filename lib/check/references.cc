#include "check/references.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sig::check {
namespace {

bool is_digits(std::string_view text, size_t least, size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view text) {
  return is_digits(text, 1, 6) && text[0] != '0';
}

/// CVE identifier syntax of 2014: a year and at least four digits.
bool is_cve(std::string_view text) {
  return text.size() > 5 && text[4] == '-' && is_digits(text.substr(0, 4), 4, 4) &&
         is_digits(text.substr(5), 4, 7);
}

bool is_attack_technique(std::string_view text) {
  if (text.size() < 5 || text[0] != 'T' || !is_digits(text.substr(1, 4), 4, 4)) return false;
  const std::string_view rest = text.substr(5);
  return rest.empty() || (rest[0] == '.' && is_digits(rest.substr(1), 3, 3));
}

struct Kind {
  std::string_view name;
  bool (*is_good)(std::string_view);
  std::string_view problem;
};

constexpr std::array<Kind, 5> kinds{{
    {"cwe", is_number, "has no CWE number"},
    {"capec", is_number, "has no CAPEC number"},
    {"cve", is_cve, "has no CVE number such as 2021-44228"},
    {"attack", is_attack_technique, "names no technique such as T1190"},
    {"rfc", is_number, "has no RFC number"},
}};

}  // namespace

std::string reference_problem(std::string_view reference) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!reference.starts_with(scheme)) continue;
    return reference.find_first_of(" \t") == std::string_view::npos &&
                   reference.size() > scheme.size()
               ? ""
               : "is no web address";
  }
  const size_t colon = reference.find(':');
  if (colon == std::string_view::npos) return "has no kind before a colon";
  for (const Kind& kind : kinds) {
    if (reference.substr(0, colon) != kind.name) continue;
    return kind.is_good(reference.substr(colon + 1)) ? "" : std::string(kind.problem);
  }
  return "is of an unknown kind";
}

}  // namespace sig::check
