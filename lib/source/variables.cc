#include "source/variables.h"

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 64 && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), is_part);
}

std::vector<std::string> expand(const std::string& item,
                                Span at,
                                const Variables& variables,
                                Findings& findings) {
  if (item.starts_with("$$")) return {item.substr(1)};
  if (!item.starts_with('$') || !is_variable_name(std::string_view(item).substr(1))) return {item};
  const std::string name = item.substr(1);
  const auto found = variables.find(name);
  if (found != variables.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [known_name, values] : variables)
    known.push_back(known_name);
  const auto near =
      findings.wants_suggestions() ? closest_match(name, known) : std::optional<std::string_view>();
  findings.error(code::unknown_variable,
                 at,
                 "unknown variable " + quote(item),
                 {},
                 near ? "did you mean \"$" + std::string(*near) + "\"?"
                      : "define " + name + " under vars in sigctl.yaml, or write $" + item +
                            " for the text itself");
  return {};
}

}  // namespace sig::source
